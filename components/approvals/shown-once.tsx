'use client';

import { CircleCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { DialogPanel, type Environment } from '#components/forms/dialog-panel.tsx';
import { TokenOnce } from '#components/keys/token-once.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import { SecretOnce } from '#components/ui/secret-once.tsx';

/** What a command that had to wait gives back; a secret in it goes to whoever asked, here and nowhere else. */
export interface Carried {
  id?: string;
  name?: string;
  token?: string;
  expiresAt?: Date;
  entries?: number;
  codes?: string[];
}

interface ShownOnceProps {
  result: Carried;
  environment: Environment | null;
  gateUrl: string;
  href: string;
}

/** After a request was carried out: the token that it made, once, or that it is done. */
export function ShownOnce({ result, environment, gateUrl, href }: ShownOnceProps) {
  const { id, token, name = 'token', expiresAt, entries } = result;
  const router = useRouter();
  useEffect(() => document.getElementById('dialog-title')?.focus(), []);
  if (token && id && expiresAt && environment && entries !== undefined)
    return (
      <TokenOnce
        keyId={id}
        name={name}
        title={`${name} is active`}
        token={token}
        label="Token"
        environment={environment}
        gateUrl={gateUrl}
        expiresAt={expiresAt}
        storedLabel="The token is stored where only its application can read it"
      />
    );
  const icon = <CircleCheck className="text-ok" />;
  if (token)
    return (
      <DialogPanel title={`${name} is made`} icon={icon} environment={environment}>
        <SecretOnce
          label="Token"
          secret={token}
          hint="Gatehouse keeps only a digest. A lost token cannot be read again."
          examples={[{ label: 'Header', code: 'Authorization: Bearer $TOKEN' }]}
          file={{ name: 'token.env', content: `TOKEN=${token}\n` }}
          storedLabel="The token is stored where only its user can read it"
          onDone={() => router.push(href)}
        />
      </DialogPanel>
    );
  return (
    <DialogPanel title="Carried out" icon={icon} environment={environment} closeHref={href}>
      <DialogBody>
        <Note tone="ok" role="status" title="Done, as it was approved.">
          The trail names you, who approved it, and each of your proofs.
        </Note>
      </DialogBody>
      <DialogFoot>
        <LinkButton variant="primary" href={href}>
          Go on
        </LinkButton>
      </DialogFoot>
    </DialogPanel>
  );
}
