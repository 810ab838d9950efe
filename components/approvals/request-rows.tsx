import Link from 'next/link';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { RequestState } from '#lib/approvals/schema.ts';
import { paths } from '#lib/paths.ts';
import type { Request } from './request-card.tsx';
import { RequestMark } from './request-words.tsx';

export interface Listed extends Request {
  state: RequestState;
  /** "Olivia Owens approved", "nobody decided in time" */
  outcome: string;
  /** Of its last step. */
  at: Date;
}

interface RequestRowsProps {
  label: string;
  requests: Listed[];
  now: Date;
  footer?: React.ReactNode;
  title?: string;
  end?: React.ReactNode;
}

/** What the viewer asked for, or what was decided: what it is, and where it stands. */
export function RequestRows({ label, requests, now, footer, title, end }: RequestRowsProps) {
  return (
    <Panel label={label} title={title} end={end}>
      <Rows label={label} inline>
        {requests.map((request) => (
          <RowItem
            key={request.id}
            mark={<RequestMark state={request.state} />}
            title={
              <Link
                href={paths.approval(request.id)}
                className="hover:underline"
                title={request.title}
                prefetch={false}
              >
                {request.title}
              </Link>
            }
            detail={<span title={request.outcome}>{request.outcome}</span>}
            end={
              <span className="text-ink-3">
                <Time at={request.at} now={now} unfocusable />
              </span>
            }
          />
        ))}
      </Rows>
      {footer}
    </Panel>
  );
}
