import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { formatCount } from '#components/ui/format.ts';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import type { Facts as CallFacts } from '#lib/check/facts.ts';
import type { DecisionPage } from '#lib/decisions/queries.ts';
import { askScope } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';
import type { WayOut } from './way-out.ts';

export function WaysOutPanel({ ways }: { ways: WayOut[] }) {
  return (
    <Panel title="What would let it pass">
      <Rows inline>
        {ways.map(({ title, detail, href }) => (
          <RowItem
            key={title}
            title={
              <span className="wrap-anywhere whitespace-normal">
                {href ? (
                  <Link className="hover:underline" href={href} prefetch={false}>
                    {title}
                  </Link>
                ) : (
                  title
                )}
              </span>
            }
            detail={detail ? <span className="whitespace-normal">{detail}</span> : undefined}
            end={href ? <ChevronRight className="s text-ink-3" aria-hidden="true" /> : undefined}
          />
        ))}
      </Rows>
    </Panel>
  );
}

export function CallPanel({ decision, facts }: { decision: DecisionPage; facts: CallFacts }) {
  const { call, key } = facts;
  return (
    <Panel title="The call" end="Times in UTC">
      <Facts
        items={[
          { label: 'When', value: facts.at.replace('T', ' ').replace('Z', '') },
          { label: 'What', value: <span className="mono">{`${call.method} ${call.path}`}</span> },
          { label: 'From', value: <span className="mono">{call.source.address}</span> },
          { label: 'Host named', value: call.domain && <span className="mono">{call.domain}</span> },
          { label: 'TLS', value: call.tlsVersion },
          {
            label: 'Key',
            value: key && (
              <Link className="link" href={paths.key(key.id)} prefetch={false}>
                {key.name}
              </Link>
            ),
          },
          { label: 'Token id', value: call.tokenId && <span className="mono">{call.tokenId}</span> },
          { label: 'Gate', value: <span className="mono">{decision.gate}</span> },
          {
            label: 'Alike',
            value: `${formatCount(decision.alike24h)} ${decision.alike24h === 1 ? 'refusal' : 'refusals'} in 24 h`,
          },
          {
            label: 'Stands for',
            value: decision.count > 1 ? `${formatCount(decision.count)} alike within its minute` : null,
          },
        ]}
      />
    </Panel>
  );
}

export function CallerSawPanel({ decision, facts }: { decision: DecisionPage; facts: CallFacts }) {
  const { reference, reason } = decision;
  const isQuestion = facts.call.source.by === 'stated';
  const status = isQuestion
    ? '200 OK'
    : reason === 'no_credential' || facts.call.scope === askScope
      ? '401 Unauthorized'
      : '403 Forbidden';
  const said = isQuestion ? '"allow":false' : '"error":"forbidden"';
  // The check's answer carries no header of ours; the body stands on one line on the wire.
  const head = isQuestion ? `HTTP/1.1 ${status}` : `HTTP/1.1 ${status}\nX-Reference: ${reference}`;
  const answer = `${head}\n\n{${said},\n "reference":"${reference}"}`;
  return (
    <Panel title={isQuestion ? 'What the asker was told' : 'What the caller saw'} pad>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className="code" tabIndex={0}>
        {answer}
      </pre>
      <p className="mt-2 text-12 text-ink-3">
        The same answer for every reason. The reason is for operators only.
      </p>
    </Panel>
  );
}
