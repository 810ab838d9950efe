'use client';

import { CircleCheck, Download, Eye, Printer } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { saveFile } from '#components/ui/save-file.ts';
import { Badge } from '#components/ui/state.tsx';
import { paths } from '#lib/paths.ts';

interface RecoveryCodesOnceProps {
  codes: string[];
  /** How many former ones ended. */
  former: number;
  /** What they are for: the address of this console. */
  host: string;
}

/** Codes that leave once: copy, download, print, and a box that must be ticked. */
export function RecoveryCodesOnce({ codes, former, host }: RecoveryCodesOnceProps) {
  const [stored, setStored] = useState(false);
  const router = useRouter();
  // The form that had the focus is gone; whoever cannot see the panel starts at its head.
  useEffect(() => document.getElementById('dialog-title')?.focus(), []);
  const text = `Recovery codes for Gatehouse at ${host}. Each works once.\n\n${codes.join('\n')}\n`;
  return (
    <DialogPanel
      title={`Your ${codes.length} recovery codes`}
      icon={<CircleCheck className="text-ok" />}
      environment={null}
    >
      <DialogBody>
        <div>
          <div className="row mb-1.5">
            <span className="name text-13">For Gatehouse at {host}</span>
            <Badge tone="warn" icon={<Eye />}>
              Shown this once
            </Badge>
          </div>
          <ol className="code grid gap-x-6 gap-y-1 py-3 narrow:grid-cols-2" aria-label="Recovery codes">
            {codes.map((code) => (
              <li key={code} className="text-13 whitespace-nowrap text-ink">
                {code}
              </li>
            ))}
          </ol>
          <p className="mt-1.5 text-12 text-ink-3">
            Each works once, in place of your passkey or app. Gatehouse keeps only digests, so they cannot be
            shown again.{former > 0 ? ' The former codes have ended.' : ''}
          </p>
        </div>
        <div className="needs-script flex flex-wrap gap-2 print:hidden">
          <CopyButton value={codes.join('\n')} label="Copy all" />
          <Button
            size="sm"
            icon={<Download />}
            onClick={() => saveFile({ name: 'gatehouse-recovery-codes.txt', content: text })}
          >
            Download
          </Button>
          <Button size="sm" icon={<Printer />} onClick={() => window.print()}>
            Print
          </Button>
        </div>
        <noscript>
          <p className="text-13">
            Store them now, then{' '}
            <a className="link" href={paths.factors}>
              go back to your second factors
            </a>
            .
          </p>
        </noscript>
      </DialogBody>
      <DialogFoot
        said={
          <Checkbox
            label="The codes are stored where only I can read them, apart from this device"
            className="text-ink"
            checked={stored}
            onChange={(event) => setStored(event.target.checked)}
          />
        }
      >
        <Button variant="primary" disabled={!stored} onClick={() => router.push(paths.factors)}>
          Done
        </Button>
      </DialogFoot>
    </DialogPanel>
  );
}
