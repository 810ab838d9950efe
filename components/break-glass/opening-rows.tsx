import { ShieldAlert, Siren } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import type { Openings } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';

/** Every time somebody began, drill or not: what came of it, and whether it was reviewed. */
export function OpeningRows({ openings }: { openings: Openings }) {
  return (
    <Panel title="Record" aside="the last 20">
      {openings.length === 0 ? (
        <Empty title="Never opened" art={<ShieldAlert />}>
          A drill does everything but the effects. The first one finds what a plan on paper does not.
        </Empty>
      ) : (
        <Rows label="Record">
          {openings.map((opening) => (
            <RowItem
              key={opening.id}
              mark={
                opening.drill ? (
                  <ShieldAlert role="img" aria-label="Drill" className="text-ink-3" />
                ) : (
                  <Siren role="img" aria-label="Real" className="text-bad" />
                )
              }
              title={`${opening.drill ? 'Drill' : 'Break-glass'}, ${utcMinute(opening.firstAt)}`}
              detail={`${opening.firstName}${opening.secondName ? ` and ${opening.secondName}` : ', no second person'} · ${effects(opening)} · ${opening.reason}`}
              end={
                <>
                  <ReviewState opening={opening} />
                  <LinkButton
                    size="sm"
                    variant={opening.reviewedAt || opening.phase !== 'over' ? 'quiet' : 'plain'}
                    href={paths.breakGlassReview(opening.id)}
                  >
                    {opening.reviewedAt || opening.phase !== 'over' ? 'Open' : 'Review'}
                    <span className="sr-only">: {utcMinute(opening.firstAt)}</span>
                  </LinkButton>
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function effects({ effects: count, drill }: Openings[number]): string {
  if (count === 0) return 'nothing done';
  const what = count === 1 ? '1 effect' : `${count} effects`;
  return drill ? `${what} rehearsed` : what;
}

function ReviewState({ opening }: { opening: Openings[number] }) {
  if (opening.phase !== 'over')
    return (
      <State tone={opening.drill ? 'warn' : 'bad'}>{opening.phase === 'open' ? 'Open now' : 'Waiting'}</State>
    );
  return opening.reviewedAt ? <State tone="ok">Reviewed</State> : <State tone="warn">Not reviewed</State>;
}
