import { CircleCheck } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { paths } from '#lib/paths.ts';
import type { ItemRow } from '#lib/reviews/queries.ts';
import { lastUseWords, outcomeWords } from './review-words.ts';

interface ItemRowsProps {
  reviewId: string;
  rows: ItemRow[];
  now: Date;
}

/** Rights with a box each. The form only asks for the page that decides them, so that it needs no scripts. */
export function ItemRows({ reviewId, rows, now }: ItemRowsProps) {
  if (rows.length === 0)
    return (
      <Empty title="Nothing here" tone="ok" art={<CircleCheck />}>
        No right of this review is like that.
      </Empty>
    );
  return (
    <form action={paths.review(reviewId, 'decide')} method="get">
      <Rows label="Rights under review">
        {rows.map((item) => (
          <RowItem
            key={item.id}
            mark={item.mayDecide ? <Tick item={item} /> : undefined}
            title={<span className="name [overflow-wrap:anywhere]">{item.label}</span>}
            detail={`${lastUseWords(item, now)} · ${outcomeWords(item, now)}`}
            end={<Step reviewId={reviewId} item={item} />}
          />
        ))}
      </Rows>
      {rows.some((item) => item.mayDecide) ? (
        <div className="border-t border-line px-4 py-3">
          <button type="submit" className="btn">
            Decide ticked…
          </button>
        </div>
      ) : null}
    </form>
  );
}

function Tick({ item }: { item: ItemRow }) {
  return <input type="checkbox" className="box" name="item" value={item.id} aria-label={item.label} />;
}

function Step({ reviewId, item }: { reviewId: string; item: ItemRow }) {
  if (item.mayDecide)
    return (
      <LinkButton size="sm" href={`${paths.review(reviewId, 'decide')}?item=${item.id}`}>
        Decide…<span className="sr-only"> {item.label}</span>
      </LinkButton>
    );
  if (!item.mayUndo) return null;
  return (
    <LinkButton size="sm" href={`${paths.review(reviewId, 'undo')}?item=${item.id}`}>
      Give back…<span className="sr-only"> {item.label}</span>
    </LinkButton>
  );
}
