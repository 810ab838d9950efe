'use client';

import { CircleCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { DialogPanel, type Environment } from '#components/forms/dialog-panel.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { SecretOnce } from '#components/ui/secret-once.tsx';
import { paths } from '#lib/paths.ts';
import { yearWord } from './time-axis.ts';

interface TokenOnceProps {
  keyId: string;
  name: string;
  title: ReactNode;
  token: string;
  label: string;
  environment: Environment;
  gateUrl: string;
  expiresAt: Date;
  /** At the right of the download, after the end: "from 5 entries". */
  from?: string;
  storedLabel: string;
  /** During a rotation: until when the old token passes as well, or null when it does not. */
  old?: { endsAt: Date | null };
}

/** The token that leaves once, after a creation and after a rotation alike. */
export function TokenOnce(props: TokenOnceProps) {
  const { keyId, name, title, token, label, environment, gateUrl, expiresAt, from, storedLabel, old } = props;
  const router = useRouter();
  // The form that had the focus is gone; whoever cannot see the panel starts at its head.
  useEffect(() => document.getElementById('dialog-title')?.focus(), []);
  return (
    <DialogPanel title={title} icon={<CircleCheck className="text-ok" />} environment={environment}>
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
        label={label}
        secret={token}
        hint="Gatehouse keeps only a digest. A lost token cannot be read again, only rotated."
        examples={examples(gateUrl)}
        file={{ name: `${fileName(name)}.env`, content: `GATEHOUSE_KEY=${token}\n` }}
        aside={`Passes until ${yearWord(expiresAt)}${from ? `, ${from}` : ''}`}
        storedLabel={storedLabel}
        onDone={() => router.push(paths.key(keyId))}
      />
      <noscript>
        <p className="px-6 pb-4 text-13">
          Store the token now, then{' '}
          <a className="link" href={paths.key(keyId)}>
            go on to the key
          </a>
          .
        </p>
      </noscript>
    </DialogPanel>
  );
}

function examples(gateUrl: string): { label: string; code: string }[] {
  return [
    { label: 'curl', code: `curl ${gateUrl}/auth \\\n  -H "Authorization: Bearer $GATEHOUSE_KEY" -i` },
    {
      label: 'Node',
      code: `await fetch('${gateUrl}/auth', {\n  headers: { authorization: \`Bearer \${process.env.GATEHOUSE_KEY}\` },\n});`,
    },
  ];
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '') || 'key';
}
