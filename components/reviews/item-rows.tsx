import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { paths } from '#lib/paths.ts';
import type { ItemRow } from '#lib/reviews/queries.ts';
import { accountWords, lastUseWords, outcomeWords } from './review-words.ts';

interface ItemRowsProps {
  reviewId: string;
  rows: ItemRow[];
  /** Where in the list this is: a decision leads back to it. */
  place: { show: string; after?: string | undefined };
  /** Everything on this page that can be. */
  ticked: boolean;
  /** Ticks the page, or nothing of it. */
  tickHref: string;
  /** What of a right has a page that the viewer may see. */
  may: { people: boolean; groups: boolean; accounts: boolean };
  /** Nothing is suspended any more that was not. */
  isOver: boolean;
  now: Date;
}

/** Rights with a box each. The form only asks for the page that decides them, so that it needs no scripts. */
export function ItemRows({ reviewId, rows, place, ticked, tickHref, may, isOver, now }: ItemRowsProps) {
  if (rows.length === 0)
    return (
      <Empty title="Nothing here" tone="ok" art={<CircleCheck />}>
        No right of this review is like that.
      </Empty>
    );
  const { show, after } = place;
  const decides = rows.some((item) => item.mayDecide);
  const undoes = rows.some((item) => item.mayUndo);
  return (
    <form action={paths.review(reviewId, decides ? 'decide' : 'undo')} method="get">
      <input type="hidden" name="show" value={show} />
      {after ? <input type="hidden" name="after" value={after} /> : null}
      <Rows label="Rights under review">
        {rows.map((item) => (
          <RowItem
            // A box keeps what was ticked by hand; the page that is ticked as a whole has boxes of its own.
            key={`${item.id} ${ticked}`}
            mark={item.mayDecide || item.mayUndo ? <Tick item={item} ticked={ticked} /> : undefined}
            title={<Label item={item} may={may} />}
            detail={
              <>
                {item.assignment ? (
                  <>
                    <Link className="link" href={paths.role(item.assignment.role)} prefetch={false}>
                      Role<span className="sr-only"> of {item.label}</span>
                    </Link>
                    {' · '}
                  </>
                ) : null}
                {item.account ? (
                  // Whole: nobody keeps what they have read half of.
                  <span className="block whitespace-normal [overflow-wrap:anywhere]">
                    {accountWords(item.account, now)}
                  </span>
                ) : null}
                {lastUseWords(item, now)} · {outcomeWords(item, now, isOver)}
              </>
            }
            end={<Step reviewId={reviewId} place={place} item={item} />}
          />
        ))}
      </Rows>
      {decides || undoes ? (
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-3">
          <button type="submit" className="btn">
            {decides ? 'Decide ticked…' : 'Give ticked back…'}
          </button>
          <Link className="link text-13" href={tickHref} prefetch={false} scroll={false}>
            {ticked ? 'Tick none' : 'Tick all on this page'}
          </Link>
        </div>
      ) : null}
    </form>
  );
}

/** Leads to whose right it is: the person or the group, and to a service account itself. */
function Label({ item, may }: { item: ItemRow; may: ItemRowsProps['may'] }) {
  const href = hrefOf(item, may);
  const look = `name [overflow-wrap:anywhere]${item.account ? ' whitespace-normal' : ''}`;
  if (!href) return <span className={look}>{item.label}</span>;
  return (
    <Link className={look} href={href} prefetch={false}>
      {item.label}
    </Link>
  );
}

function hrefOf({ operatorId, keyId, assignment }: ItemRow, may: ItemRowsProps['may']): string | null {
  if (keyId) return may.accounts ? paths.serviceAccount(keyId) : null;
  if (operatorId) return may.people ? paths.operator(operatorId) : null;
  return assignment?.groupId && may.groups ? paths.group(assignment.groupId) : null;
}

function Tick({ item, ticked }: { item: ItemRow; ticked: boolean }) {
  return (
    <input
      type="checkbox"
      className="box"
      name="item"
      value={item.id}
      defaultChecked={ticked}
      aria-label={item.label}
    />
  );
}

function Step({ reviewId, place, item }: Pick<ItemRowsProps, 'reviewId' | 'place'> & { item: ItemRow }) {
  const verb = item.mayDecide ? 'decide' : 'undo';
  if (!item.mayDecide && !item.mayUndo) return null;
  const { show, after } = place;
  const query = new URLSearchParams({ item: item.id, show, ...(after && { after }) });
  return (
    <LinkButton size="sm" href={`${paths.review(reviewId, verb)}?${query}`}>
      {item.mayDecide ? 'Decide…' : 'Give back…'}
      <span className="sr-only"> {item.label}</span>
    </LinkButton>
  );
}
