'use client';

import { CircleCheck, Fingerprint } from 'lucide-react';
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
          Reference <span className="mono">{state.reference}</span>
        </Note>
      );
    case 'needsFactor':
      return (
        <Note tone="warn" role="alert" icon={<Fingerprint />} title={state.message}>
          {'Nothing was changed. '}
          <a className="link underline" href={state.ways.idp.href}>
            Sign in again, then come back here
          </a>
        </Note>
      );
    case 'alreadyDone':
      return <Note tone="ok" role="status" icon={<CircleCheck />} title={state.message} />;
    default:
      return null;
  }
}
