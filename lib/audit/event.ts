import type { NewAuditEvent, Sensitivity } from './record.ts';

/** What the trail needs of a command's declaration. */
interface Declared<S extends { id: unknown }> {
  name: string;
  kind: { model: string; label(subject: S): string; environmentOf?(subject: S): string | null };
  audited: readonly (keyof S & string)[];
}

interface Changed<S> {
  sensitivity: Sensitivity;
  /** null: it is new. */
  before: S | null;
  /** null: it is gone. */
  after: S | null;
  summary: string;
  input: unknown;
}

/** The event of one change, of the fields that its command names and no others. */
export function eventOf<S extends { id: unknown }>(
  d: Declared<S>,
  { sensitivity, before, after, summary, input }: Changed<S>,
): Omit<NewAuditEvent, 'actor' | 'origin' | 'outcome'> {
  const subject = (after ?? before) as S;
  const pick = (s: S | null) => s && Object.fromEntries(d.audited.map((field) => [field, s[field]]));
  return {
    action: d.name,
    sensitivity,
    environmentId: d.kind.environmentOf?.(subject) ?? null,
    subjectType: d.kind.model,
    subjectId: String(subject.id),
    subjectLabel: d.kind.label(subject),
    summary,
    reason: (input as { reason?: string }).reason ?? null,
    before: pick(before),
    after: pick(after),
  };
}
