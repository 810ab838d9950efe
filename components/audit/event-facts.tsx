import Link from 'next/link';
import type { ReactNode } from 'react';
import type { AuditEventPage } from '#lib/audit/queries.ts';
import { paths } from '#lib/paths.ts';
import { madeBy } from './actor.tsx';
import { deviceOf } from './device.ts';
import { proofOf } from './proof-words.tsx';

const channels: Record<string, string> = {
  console: 'Console',
  api: 'Management API',
  cli: 'Command line',
  job: 'Scheduled job',
  saml: 'Sign-in',
};
const weights: Record<string, string> = { routine: 'Routine', sensitive: 'Sensitive', critical: 'Critical' };

/** Why and how an event came about; a fact that it does not have is left out. */
export function factsOf(event: AuditEventPage): { label: string; value: ReactNode }[] {
  const device = deviceOf(event.userAgent);
  return [
    { label: 'Reason', value: event.reason && `“${event.reason}”` },
    { label: 'Second factor', value: proofOf(event) },
    { label: 'Approved by', value: approvedBy(event.proof) },
    {
      label: 'From',
      value: (event.address || device) && (
        <span title={event.userAgent ?? undefined}>
          {event.address ? <span className="mono">{event.address}</span> : null}
          {event.address && device ? ' · ' : null}
          {device}
        </span>
      ),
    },
    { label: 'By way of', value: channels[event.channel] ?? event.channel },
    { label: 'Made by', value: madeBy[event.actorKind] ?? event.actorKind },
    { label: 'Action', value: <span className="mono">{event.action}</span> },
    { label: 'Sensitivity', value: weights[event.sensitivity] ?? event.sensitivity },
    { label: 'Subject', value: <Subject event={event} /> },
    { label: 'Environment', value: event.environmentId },
    { label: 'Rows changed', value: rowsOf(event.touched) },
    { label: 'Refused as', value: event.code && <span className="mono">{event.code}</span> },
    { label: 'Reference', value: event.reference && <span className="mono">{event.reference}</span> },
  ];
}

const rowsShown = 20;

/**
 * What the database itself says was changed. Whoever held its password could write an event with any summary; the rows
 * they could not leave out.
 */
function rowsOf(touched: string[]): ReactNode {
  if (touched.length === 0) return null;
  const more = touched.length - rowsShown;
  return (
    <ul>
      {touched.slice(0, rowsShown).map((row) => (
        <li key={row} className="mono [overflow-wrap:anywhere]">
          {row.replace(':', ' ')}
        </li>
      ))}
      {more > 0 ? <li>and {more} more, all of them in the export</li> : null}
    </ul>
  );
}

/** Of a change that waited: who agreed to it, and where their proofs are. */
function approvedBy(proof: unknown): ReactNode {
  const { approvedBy: names, request } = (proof ?? {}) as { approvedBy?: unknown; request?: unknown };
  if (!Array.isArray(names) || names.length === 0) return null;
  const said = names.map(String).join(' and ');
  return typeof request === 'string' ? (
    <Link className="link" href={paths.approval(request)} prefetch={false}>
      {said}
    </Link>
  ) : (
    said
  );
}

const pages: Record<string, (id: string) => string> = {
  ApiKey: paths.key,
  Application: paths.application,
  Operator: paths.operator,
  ApprovalRequest: paths.approval,
};

function Subject({ event }: { event: AuditEventPage }) {
  const { subjectType, subjectId, subjectLabel } = event;
  const page = subjectId ? pages[subjectType]?.(subjectId) : undefined;
  return page && event.outcome === 'done' ? (
    <Link className="link" href={page} prefetch={false}>
      {subjectLabel}
    </Link>
  ) : (
    // What was refused may never have had a name that was read: then its id stands there.
    <span className={subjectLabel === subjectId ? 'mono' : undefined}>{subjectLabel}</span>
  );
}
