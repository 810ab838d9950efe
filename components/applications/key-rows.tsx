import Link from 'next/link';
import { KeyState, KindIcon, kindWord } from '#components/keys/key-words.tsx';
import { relativeTime } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import type { KeyRow } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';

/** The newest keys of an application; the list of all of them is a link away. */
export function KeyRows({ keys, now }: { keys: KeyRow[]; now: Date }) {
  return (
    <Rows label="Keys" inline>
      {keys.map((key) => {
        const isOver = key.shown === 'expired' || key.shown === 'revoked';
        const ends = isOver ? 'ended' : `expires ${relativeTime(key.expiresAt, now)}`;
        return (
          <RowItem
            key={key.id}
            ended={isOver}
            mark={<KindIcon kind={key.kind} />}
            title={<Link href={paths.key(key.id)}>{key.name}</Link>}
            detail={`${kindWord[key.kind]} · ${ends}`}
            end={<KeyState state={key.shown} />}
          />
        );
      })}
    </Rows>
  );
}
