import { CircleCheck, CircleDashed, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { formatCount, relativeTime, utcMinute } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Badge } from '#components/ui/state.tsx';
import type { KeyPage } from '#lib/keys/queries.ts';
import type { KeyActions } from './key-verbs.ts';
import type { KeyTraffic } from './token-panel.tsx';

interface RetirePanelProps {
  page: KeyPage;
  traffic: KeyTraffic;
  actions: KeyActions;
  now: Date;
}

/** "Can the old token go?" from what came with it; stands only during a rotation. */
export function RetirePanel({ page, traffic, actions, now }: RetirePanelProps) {
  const old = page.tokens.find((token) => token.state === 'deprecated');
  const current = page.tokens.find((token) => token.state === 'current');
  if (!old || !current) return null;
  const oldCalls = traffic.tokens[old.id];
  const newCalls = traffic.tokens[current.id];
  const isQuiet = !oldCalls?.calls24h;
  const isAdopted = Boolean(newCalls);
  const end = actions['end-overlap'];
  return (
    <Panel
      title="Safe to retire?"
      tone={isQuiet && isAdopted ? 'ok' : undefined}
      end={
        isQuiet && isAdopted ? (
          <Badge tone="ok" icon={<CircleCheck />}>
            Safe to retire
          </Badge>
        ) : (
          <Badge tone="warn" icon={<Hourglass />}>
            Not yet
          </Badge>
        )
      }
    >
      <ul className="grid gap-3 p-4 text-13">
        <Condition met={isAdopted} title="The new token is in use">
          {newCalls
            ? `${formatCount(newCalls.calls24h)} calls in the last 24 h, the last one ${relativeTime(newCalls.lastCallAt, now)}`
            : 'no call with it in the last 24 h'}
        </Condition>
        <Condition met={isQuiet} title="No calls with the old token for 24 h">
          {oldCalls
            ? `the last one ${relativeTime(oldCalls.lastCallAt, now)}, from ${oldCalls.lastAddress}`
            : null}
        </Condition>
      </ul>
      {end ? (
        <div className="grid gap-2 border-t border-line p-4">
          <LinkButton wide icon={<Hourglass />} variant={isQuiet ? 'plain' : 'text-red'} href={end.href}>
            End overlap now…
          </LinkButton>
          <p className="text-12 text-ink-3">
            {isQuiet
              ? 'Ending it now refuses nobody who called in the last 24 h.'
              : `Ending it now refuses calls like the ${formatCount(oldCalls?.calls24h ?? 0)} of the last 24 h.`}
            {old.endsAt ? ` It ends by itself ${utcMinute(old.endsAt)}.` : null}
          </p>
        </div>
      ) : null}
    </Panel>
  );
}

function Condition({ met, title, children }: { met: boolean; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      {met ? (
        <CircleCheck className="mt-0.5 text-ok" role="img" aria-label="Met" />
      ) : (
        <CircleDashed className="mt-0.5 text-warn" role="img" aria-label="Open" />
      )}
      <span className="min-w-0">
        <span className={met ? undefined : 'name'}>{title}</span>
        {children ? <span className="block text-12 text-ink-3 wrap-anywhere">{children}</span> : null}
      </span>
    </li>
  );
}
