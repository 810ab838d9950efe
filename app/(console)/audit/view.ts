import { madeBy } from '#components/audit/actor.tsx';
import type { FacetGroup } from '#components/audit/facets.tsx';
import { utcDay } from '#components/ui/format.ts';
import type { countFacets } from '#lib/audit/queries.ts';
import type { AuditFilter } from '#lib/audit/schema.ts';
import { paths } from '#lib/paths.ts';
import { hrefWith, type Query } from '../href.ts';

type Counts = Awaited<ReturnType<typeof countFacets>>;

/** What the URL says, without the place in the list and the open event: those end with every new filter. */
export function saidBy(filter: AuditFilter): Query {
  const { q, outcome, subject, subjectId, sensitivity, actorKind, action, from, to, size } = filter;
  return {
    q,
    outcome,
    subject,
    subjectId,
    sensitivity,
    actorKind,
    action,
    from,
    to,
    size: size === 50 ? undefined : size,
  };
}

/** The page of the list that is shown, for links that must not leave it. */
export function placeOf({ before, after }: AuditFilter): Query {
  return { before, after };
}

/** As hidden inputs of the page's forms: everything but what the form itself asks. */
export function keptBy(filter: AuditFilter, ...asked: string[]): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(saidBy(filter)).map(([name, value]) => [
      name,
      asked.includes(name) || value === undefined ? undefined : String(value),
    ]),
  );
}

const subjects: Record<string, string> = {
  ApiKey: 'API key',
  AuditEvent: 'Audit trail',
  Assignment: 'Role of an operator',
  Keyring: 'Encryption keys',
  ApprovalRequest: 'Approval',
  ApprovalPolicy: 'Approval rule',
  BreakGlassPerson: 'Break-glass person',
  BreakGlassOpening: 'Break-glass',
  BreakGlassEffect: 'Break-glass effect',
};
const outcomes: Record<string, string> = { done: 'Done', refused: 'Refused' };
const weights: Record<string, string> = { critical: 'Critical', sensitive: 'Sensitive', routine: 'Routine' };

/** The counted choices; one value a facet, so choosing another moves the choice. */
export function facetsOf(filter: AuditFilter, counts: Counts): FacetGroup[] {
  const group = (
    name: 'outcome' | 'subject' | 'sensitivity' | 'actorKind',
    label: string,
    words: Record<string, string>,
    values: string[],
  ): FacetGroup => ({
    name,
    label,
    options: values.map((value) => ({
      value,
      label: words[value] ?? value,
      count: counts[name][value] ?? 0,
      chosen: filter[name] === value,
      href: hrefWith(paths.audit, saidBy(filter), { [name]: filter[name] === value ? undefined : value }),
    })),
  });
  const found = (counted: Record<string, number>) =>
    Object.keys(counted).sort((a, b) => (counted[b] ?? 0) - (counted[a] ?? 0));
  return [
    group('outcome', 'Result', outcomes, Object.keys(outcomes)),
    group('subject', 'Subject', subjects, found(counts.subject)),
    group('sensitivity', 'Sensitivity', weights, Object.keys(weights)),
    group('actorKind', 'Made by', madeBy, found(counts.actorKind)),
  ];
}

/** Spans that people ask for; the choice is two days in the URL, so that it means the same tomorrow. */
export function spansOf(filter: AuditFilter, now: Date) {
  const day = (ago: number) => new Date(now.getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  const spans = [
    { label: 'Today', from: day(0), to: day(0) },
    { label: 'Yesterday', from: day(1), to: day(1) },
    { label: 'Last 7 days', from: day(6), to: day(0) },
    { label: 'Last 30 days', from: day(29), to: day(0) },
  ];
  const { from, to } = filter;
  const options = spans.map((span) => ({
    label: span.label,
    href: hrefWith(paths.audit, saidBy(filter), { from: span.from, to: span.to }),
    chosen: from === span.from && to === span.to,
  }));
  if ((from || to) && !options.some(({ chosen }) => chosen))
    options.push({ label: sayDays(from, to), href: hrefWith(paths.audit, saidBy(filter)), chosen: true });
  return options;
}

function sayDays(from: string | undefined, to: string | undefined): string {
  const say = (text: string) => utcDay(new Date(`${text}T00:00:00Z`)).slice(4);
  if (from && to) return from === to ? say(from) : `${say(from)} – ${say(to)}`;
  return from ? `since ${say(from)}` : `until ${say(to ?? '')}`;
}

/** How many events the list holds, where the counts tell: under one facet at most, with no other condition. */
export function totalOf(filter: AuditFilter, counts: Counts): number | null {
  const chosen = (['outcome', 'subject', 'sensitivity', 'actorKind'] as const).filter((name) => filter[name]);
  const [only, second] = chosen;
  if (second || filter.subjectId || filter.action) return null;
  if (only) return counts[only][filter[only] ?? ''] ?? 0;
  return Object.values(counts.outcome).reduce((sum, count) => sum + count, 0);
}
