import type { ReactNode } from 'react';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OpeningPage } from '#lib/break-glass/queries.ts';

interface OpeningAccountProps {
  opening: OpeningPage;
  now: Date;
}

/** Who, when, by which proof, and each thing they did: what a reviewer has to judge. */
export function OpeningAccount({ opening, now }: OpeningAccountProps) {
  const at = (when: Date | null) => when && <Time at={when} now={now} />;
  return (
    <>
      <Panel title="What happened">
        <Facts
          items={[
            { label: 'Kind', value: opening.drill ? 'Drill: nothing was changed' : 'The real thing' },
            { label: 'Begun', value: at(opening.firstAt) },
            { label: 'First person', value: `${opening.firstName}, by ${opening.firstProof}` },
            { label: 'Their reason', value: `“${opening.reason}”` },
            {
              label: 'Second person',
              value: opening.secondName
                ? `${opening.secondName}, by ${opening.secondProof}`
                : 'Nobody joined: it was never open',
            },
            { label: 'Their reason ', value: opening.secondReason && `“${opening.secondReason}”` },
            { label: 'Open', value: at(opening.openedAt) },
            {
              label: opening.phase === 'over' ? 'Closed' : 'Closes',
              value: (
                <>
                  <Time at={opening.closedAt ?? opening.endsAt} now={now} />
                  {opening.closedBy ? ` by ${opening.closedBy}` : null}
                </>
              ),
            },
            {
              label: 'Review',
              value: opening.reviewedAt && (
                <>
                  <span className="block whitespace-pre-wrap">{opening.review}</span>
                  <span className="text-ink-3">
                    {opening.reviewedBy}, {at(opening.reviewedAt)}
                  </span>
                </>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title="Effects" aside={opening.effects.length}>
        {opening.effects.length === 0 ? (
          <p className="p-4 text-13 text-ink-2">Nothing was proposed.</p>
        ) : (
          <Rows label="Effects">
            {opening.effects.map((effect) => (
              <RowItem
                key={effect.id}
                title={<span title={effect.summary}>{effect.summary}</span>}
                detail={`${effect.proposedName} by ${effect.proposedProof}${effect.confirmedName ? `; ${effect.confirmedName} by ${effect.confirmedProof}` : ''}`}
                end={outcomes[effect.outcome ?? 'none']}
              />
            ))}
          </Rows>
        )}
      </Panel>
    </>
  );
}

const outcomes: Record<string, ReactNode> = {
  done: <State tone="bad">Done</State>,
  drill: <State tone="dim">Rehearsed</State>,
  withdrawn: <State tone="dim">Withdrawn</State>,
  none: <State tone="dim">Not confirmed</State>,
};
