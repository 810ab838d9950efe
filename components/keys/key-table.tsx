import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { formatCount, relativeTime } from '#components/ui/format.ts';
import { Menu } from '#components/ui/menu.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KeyRow } from '#lib/keys/queries.ts';
import type { KeyFilter } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';
import { keyListHref, viewOf } from './key-list-url.ts';
import { keyMenu } from './key-menu.tsx';
import type { KeyActions, KeyVerb } from './key-verbs.ts';
import { KeyState, KindIcon, ListModeState } from './key-words.tsx';

/** The widths of the columns, for the skeleton, too: nothing shifts when the rows arrive. */
export const keyColumns = [
  '',
  'w-[128px]',
  'w-[144px]',
  'w-[272px]',
  'w-[88px]',
  'w-[92px]',
  'w-[92px]',
  'w-[80px]',
  'w-[44px]',
];
const trafficColumns = [6, 7];
export const keyTableWidth = 'min-w-[1120px]';

const rowVerbs: KeyVerb[] = ['rotate', 'end-overlap', 'allow-list', 'revoke'];
const soon = 7 * 86_400_000;

interface KeyTableProps {
  rows: { key: KeyRow; actions: KeyActions }[];
  filter: KeyFilter;
  now: Date;
}

export function KeyTable({ rows, filter, now }: KeyTableProps) {
  const view = viewOf(filter);
  // Nothing is said of calls to whoever may read the traffic of none of these.
  const showsTraffic = rows.some(({ key }) => key.calls24h !== null);
  const sort = (by: 'name' | 'expires') =>
    filter.sort === by
      ? { href: keyListHref(view, { sort: undefined }), direction: 'ascending' as const }
      : { href: keyListHref(view, { sort: by }) };
  return (
    <Table
      label="Keys"
      columns={showsTraffic ? keyColumns : keyColumns.filter((_, column) => !trafficColumns.includes(column))}
      minWidth={keyTableWidth}
      narrow={<NarrowKeys rows={rows} now={now} />}
    >
      <thead>
        <tr>
          <Th sort={sort('name')}>Name</Th>
          <Th>Token id</Th>
          <Th>Application</Th>
          <Th>State</Th>
          <Th>Allow-list</Th>
          <Th num sort={sort('expires')}>
            Expires
          </Th>
          {showsTraffic ? (
            <>
              <Th num>Last used</Th>
              <Th num>Calls 24 h</Th>
            </>
          ) : null}
          <Th hiddenLabel="Actions" />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, actions }) => (
          <KeyTableRow key={key.id} row={key} actions={actions} now={now} showsTraffic={showsTraffic} />
        ))}
      </tbody>
    </Table>
  );
}

const isEnded = (key: KeyRow) => key.shown === 'revoked' || key.shown === 'expired';
const currentToken = (key: KeyRow) => key.tokens.find((token) => token.state === 'current')?.id;

interface KeyTableRowProps {
  row: KeyRow;
  actions: KeyActions;
  now: Date;
  showsTraffic: boolean;
}

function KeyTableRow({ row: key, actions, now, showsTraffic }: KeyTableRowProps) {
  const tokenId = currentToken(key);
  return (
    <Tr ended={isEnded(key)}>
      <Td>
        <span className="row">
          <KindIcon kind={key.kind} />
          <Link className="name cut" href={paths.key(key.id)} title={key.name} prefetch={false}>
            {key.name}
          </Link>
        </span>
      </Td>
      <Td>
        {tokenId ? (
          <span className="flex items-center gap-0.5">
            <span className="mono">{tokenId}</span>
            <CopyButton icon value={tokenId} label={`Copy the token id of ${key.name}`} />
          </span>
        ) : (
          <Quiet>none</Quiet>
        )}
      </Td>
      <Td title={key.application.name}>{key.application.name}</Td>
      <Td title={stateAside(key, now) ?? undefined}>
        <KeyState state={key.shown} aside={stateAside(key, now)} />
      </Td>
      <Td>
        <ListModeState mode={key.mode} />
      </Td>
      <Td num>
        <Expires row={key} now={now} />
      </Td>
      {showsTraffic ? <TrafficCells row={key} now={now} /> : null}
      <Td num>
        <Menu label={`Actions for ${key.name}`} items={keyMenu(actions, rowVerbs, key.id)} />
      </Td>
    </Tr>
  );
}

/** Empty beside a key whose traffic they may not read. */
function TrafficCells({ row: { calls24h, lastCallAt }, now }: { row: KeyRow; now: Date }) {
  if (calls24h === null)
    return (
      <>
        <Td num> </Td>
        <Td num> </Td>
      </>
    );
  return (
    <>
      <Td num>{lastCallAt ? <Time at={lastCallAt} now={now} unfocusable /> : <Quiet>never</Quiet>}</Td>
      <Td num>{calls24h > 0 ? formatCount(calls24h) : <Quiet>0</Quiet>}</Td>
    </>
  );
}

function NarrowKeys({ rows, now }: Pick<KeyTableProps, 'rows' | 'now'>) {
  return (
    <Rows label="Keys" inline>
      {rows.map(({ key, actions }) => (
        <RowItem
          key={key.id}
          ended={isEnded(key)}
          title={
            <span className="row">
              <KindIcon kind={key.kind} />
              <Link href={paths.key(key.id)} className="cut" title={key.name} prefetch={false}>
                {key.name}
              </Link>
            </span>
          }
          detail={
            <span className="flex flex-wrap items-center gap-x-2">
              <KeyState state={key.shown} aside={narrowAside(key, now)} />
              <span className="cut">{key.application.name}</span>
            </span>
          }
          end={
            <Menu
              label={`Actions for ${key.name}`}
              triggerSize="md"
              items={keyMenu(actions, rowVerbs, key.id)}
            />
          }
        />
      ))}
    </Rows>
  );
}

function Expires({ row, now }: { row: KeyRow; now: Date }) {
  if (isEnded(row)) return <Quiet>–</Quiet>;
  const time = <Time at={row.expiresAt} now={now} unfocusable />;
  if (row.expiresAt.getTime() - now.getTime() > soon) return time;
  return (
    <span className="state warn">
      <TriangleAlert role="img" aria-label="Expires soon" />
      {time}
    </span>
  );
}

function Quiet({ children }: { children: string }) {
  return <span className="text-ink-3">{children}</span>;
}

function stateAside(key: KeyRow, now: Date): string | null {
  if (key.shown === 'rotation') {
    const old = key.tokens.find((token) => token.state === 'deprecated');
    return old?.endsAt ? `old token ends ${relativeTime(old.endsAt, now)}` : 'old token open';
  }
  return isEnded(key) && key.endedAt ? relativeTime(key.endedAt, now) : null;
}

function narrowAside(key: KeyRow, now: Date): string | null {
  if (key.shown === 'active') return `expires ${relativeTime(key.expiresAt, now)}`;
  return stateAside(key, now);
}
