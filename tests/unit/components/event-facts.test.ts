import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { factsOf } from '#components/audit/event-facts.tsx';
import type { AuditEventPage } from '#lib/audit/queries.ts';

const event: AuditEventPage = {
  number: 1n,
  id: 'e',
  at: new Date(0),
  action: 'test.act',
  outcome: 'done',
  code: null,
  sensitivity: 'routine',
  actorKind: 'cli',
  actorId: null,
  actorName: 'psql',
  environmentId: null,
  subjectType: 'Notice',
  subjectId: null,
  subjectLabel: 'n',
  summary: 'nothing worth reading',
  address: null,
  userAgent: null,
  channel: 'cli',
  reason: null,
  reference: null,
  before: null,
  after: null,
  proof: null,
  touched: [],
};

function rowsShown(touched: string[]): string | null {
  const value = factsOf({ ...event, touched }).find(({ label }) => label === 'Rows changed')?.value;
  return value ? renderToStaticMarkup(value).replace(/<[^>]+>/g, '|') : null;
}

it('an event shows each row that the database saw changed, whatever its summary says', () => {
  expect(rowsShown([])).toBeNull();
  expect(rowsShown(['assignment:a', 'session:s'])).toBe('||assignment a||session s||');
});

it('of very many rows the first are shown, and how many more the export holds', () => {
  const shown = rowsShown(Array.from({ length: 23 }, (_, i) => `factor:${i}`));
  expect(shown).toContain('|factor 19|');
  expect(shown).not.toContain('factor 20');
  expect(shown).toContain('and 3 more');
});
