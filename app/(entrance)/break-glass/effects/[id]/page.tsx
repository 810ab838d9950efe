import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ConfirmEffectForm } from '#components/break-glass/confirm-effect-form.tsx';
import { SeatFrame } from '#components/break-glass/seat-frame.tsx';
import { WhatIsProven } from '#components/break-glass/what-is-proven.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { readEffect } from '#lib/break-glass/seat-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../../(console)/found.ts';
import { askForEffect, closeBreakGlass, confirmEffect } from '../../actions.ts';
import { requireOpenSeat } from '../../current.ts';

export const metadata: Metadata = { title: 'Confirm' };

export default async function ConfirmEffect({ params }: { params: Promise<{ id: string }> }) {
  const { seat, now } = await requireOpenSeat();
  const effect = await orNotFound(readEffect(seat, await idFrom(params)));
  if (effect.outcome || effect.isMine) redirect(paths.breakGlass);
  const other = seat.other?.name ?? 'The other person';
  const typed = ['entries', 'certificate']
    .map((name) => effect.input[name])
    .find((text) => typeof text === 'string');
  return (
    <SeatFrame seat={seat} now={now} close={closeBreakGlass}>
      <Panel title={`${other} proposes`} pad>
        <WhatIsProven summary={effect.summary} binding={effect.binding}>
          {seat.drill
            ? 'In this drill it is judged and recorded, not done.'
            : 'With your proof it is done at once, and stands in the trail under both your names.'}
        </WhatIsProven>
        <Facts
          className="mt-3 border-t border-line py-2"
          items={[
            { label: 'Proposed', value: <Time at={effect.proposedAt} now={now} /> },
            { label: 'Proven by', value: effect.proof },
            { label: 'From', value: <span className="mono">{effect.address}</span> },
            {
              label: 'Exactly',
              value: typeof typed === 'string' && (
                <pre className="code max-h-48 whitespace-pre-wrap">{typed}</pre>
              ),
            },
          ]}
        />
        <div className="mt-3">
          <ConfirmEffectForm
            action={confirmEffect}
            ask={askForEffect}
            id={effect.id}
            binding={effect.binding}
            drill={seat.drill}
          />
        </div>
        <div className="mt-4 border-t border-line pt-4">
          <LinkButton variant="quiet" href={paths.breakGlass}>
            Not now
          </LinkButton>
        </div>
      </Panel>
    </SeatFrame>
  );
}
