'use client';

import { Eye, Printer } from 'lucide-react';
import { useState } from 'react';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import { Badge } from '#components/ui/state.tsx';

interface CodeSheetProps {
  name: string;
  /** None where a passkey is all they use. */
  codes: string[];
  address: string;
  doneHref: string;
}

/** The page that goes into an envelope. It is on this screen once and nowhere else ever again. */
export function CodeSheet({ name, codes, address, doneHref }: CodeSheetProps) {
  const [sealed, setSealed] = useState(false);
  if (codes.length === 0)
    return (
      <DialogPanel title="Named for break-glass" environment={null} closeHref={doneHref}>
        <DialogBody>
          <Note tone="ok" role="status" title={`${name} is named, and proves themselves with their passkey.`}>
            Rehearse it with them: a drill shows whether their device knows the passkey at {address}
          </Note>
        </DialogBody>
        <DialogFoot>
          <LinkButton href={doneHref}>Go on</LinkButton>
        </DialogFoot>
      </DialogPanel>
    );
  return (
    <DialogPanel title={`Sealed codes of ${name}`} environment={null}>
      <DialogBody>
        <section className="code-sheet" aria-label="The page to print">
          <div className="row mb-3 flex-wrap">
            <span className="name">Gatehouse break-glass: {name}</span>
            <span className="no-print">
              <Badge tone="warn" icon={<Eye />}>
                Shown this once
              </Badge>
            </span>
          </div>
          <p className="mb-3 text-13 text-ink-2">
            When nobody can sign in: open <span className="mono break-all">{address}</span>, and call the
            other named person. Use the codes from the top, each once, and strike them out.
          </p>
          <ol>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ol>
          <p className="mt-3 text-12 text-ink-3">
            Keep it sealed. An envelope that is found open: have new codes made, which ends these.
          </p>
        </section>
      </DialogBody>
      <DialogFoot
        said={
          <Checkbox
            label="It is printed and sealed"
            className="text-ink"
            checked={sealed}
            onChange={(event) => setSealed(event.target.checked)}
          />
        }
      >
        <Button icon={<Printer />} onClick={() => window.print()}>
          Print
        </Button>
        {sealed ? (
          <LinkButton variant="primary" href={doneHref}>
            Done
          </LinkButton>
        ) : (
          <Button variant="primary" disabled>
            Done
          </Button>
        )}
      </DialogFoot>
    </DialogPanel>
  );
}
