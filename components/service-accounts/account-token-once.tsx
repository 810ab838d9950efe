'use client';

import { CircleCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { DialogPanel, type Environment } from '#components/forms/dialog-panel.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { SecretOnce } from '#components/ui/secret-once.tsx';
import { paths } from '#lib/paths.ts';

interface AccountTokenOnceProps {
  id: string;
  name: string;
  token: string;
  expiresAt: Date;
  environment: Environment;
  publicUrl: string;
  /** During a rotation: until when the old token passes as well, or null when it does not. */
  old?: { endsAt: Date | null };
}

/** The token that leaves once, with the line that tries it. */
export function AccountTokenOnce(props: AccountTokenOnceProps) {
  const { id, name, token, expiresAt, environment, publicUrl, old } = props;
  const router = useRouter();
  // The form that had the focus is gone; whoever cannot see the panel starts at its head.
  useEffect(() => document.getElementById('dialog-title')?.focus(), []);
  const code = `curl ${publicUrl}/api/v1/keys \\\n  -H "Authorization: Bearer $GATEHOUSE_TOKEN"`;
  return (
    <DialogPanel
      title={old ? `${name} has a new token` : `${name} is active`}
      icon={<CircleCheck className="text-ok" />}
      environment={environment}
    >
      {old ? (
        <div className="px-6 pt-5">
          <Note tone={old.endsAt ? 'warn' : 'plain'}>
            {old.endsAt
              ? `The old token passes until ${utcMinute(old.endsAt)}, this one from now on.`
              : 'The old token is refused from now on.'}
          </Note>
        </div>
      ) : null}
      <SecretOnce
        label="Token"
        secret={token}
        hint="Gatehouse keeps only a digest. A lost token cannot be read again, only rotated."
        examples={[{ label: 'curl', code }]}
        file={{ name: 'service-account.env', content: `GATEHOUSE_TOKEN=${token}\n` }}
        aside={`Passes until ${utcMinute(expiresAt)}`}
        storedLabel="The token is stored where only this automation can read it"
        onDone={() => router.push(paths.serviceAccount(id))}
      />
      <noscript>
        <p className="px-6 pb-4 text-13">
          Store the token now, then{' '}
          <a className="link" href={paths.serviceAccount(id)}>
            go on to the service account
          </a>
          .
        </p>
      </noscript>
    </DialogPanel>
  );
}
