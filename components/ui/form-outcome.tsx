'use client';

import { Fingerprint, Stamp } from 'lucide-react';
import type { FormState } from '#lib/action.ts';
import { Note } from './note.tsx';

/** What a form's last submission came to, where it was not simply done. Field errors stand at their fields. */
export function FormOutcome({ state }: { state: FormState }) {
  switch (state.kind) {
    case 'invalid':
      return <Note tone="bad" role="alert" title={state.message} />;
    case 'refused':
      return (
        <Note tone="bad" role="alert" title={state.message}>
          {state.reference ? (
            <>
              Reference <span className="mono">{state.reference}</span>
            </>
          ) : null}
        </Note>
      );
    case 'needsFactor':
      return (
        <Note tone="warn" role="alert" icon={<Fingerprint />} title="Confirm that it is you.">
          Your last sign-in is too old for this. Nothing has changed yet.{' '}
          <a className="link underline" href={state.href}>
            Sign in again and come back here
          </a>
        </Note>
      );
    case 'awaitsApproval':
      return <Note tone="warn" role="status" icon={<Stamp />} title={state.message} />;
    default:
      return null;
  }
}
