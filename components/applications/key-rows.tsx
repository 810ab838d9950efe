import { Ban, Clock, Hourglass, KeyRound, Pause } from 'lucide-react';
import Link from 'next/link';
import { relativeTime } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import type { KeyRow } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';

const states = {
  active: { tone: 'ok', icon: undefined, word: 'Active' },
  rotation: { tone: 'warn', icon: <Hourglass />, word: 'In rotation' },
  suspended: { tone: 'warn', icon: <Pause />, word: 'Suspended' },
  expired: { tone: 'dim', icon: <Clock />, word: 'Expired' },
  revoked: { tone: 'bad', icon: <Ban />, word: 'Revoked' },
} as const;

/** The newest keys of an application; the list of all of them is a link away. */
export function KeyRows({ keys, now }: { keys: KeyRow[]; now: Date }) {
  return (
    <Rows label="Keys" inline>
      {keys.map((key) => {
        const { tone, icon, word } = states[key.shown];
        const isOver = key.shown === 'expired' || key.shown === 'revoked';
        return (
          <RowItem
            key={key.id}
            ended={isOver}
            mark={<KeyRound className="text-ink-3" />}
            title={<Link href={paths.key(key.id)}>{key.name}</Link>}
            detail={`${key.kind} · ${isOver ? 'ended' : `expires ${relativeTime(key.expiresAt, now)}`}`}
            end={
              <State tone={tone} icon={icon}>
                {word}
              </State>
            }
          />
        );
      })}
    </Rows>
  );
}
