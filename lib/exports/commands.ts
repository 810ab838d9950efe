import { scopeOf } from '../access/scope.ts';
import { matching } from '../audit/queries.ts';
import { creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { ExportTrail } from './schema.ts';

interface Newest {
  id: string;
  number: bigint;
  environmentId: string | null;
  actorId: string | null;
}

/** The trail as a whole, by the newest event that the actor may export. */
const trailKind: Kind<'AuditEvent', Newest> = {
  model: 'AuditEvent',
  table: 'audit_event',
  noun: 'The trail',
  find: (tx: Tx, where) =>
    tx.auditEvent.findFirst({
      where,
      orderBy: { number: 'desc' },
      select: { id: true, number: true, environmentId: true, actorId: true },
    }),
  label: () => 'Audit trail',
};

/**
 * Records that somebody takes the trail along: under which filter, and how many events up to which one. Told before the
 * first row leaves, so that a download that was broken off is in the trail as well.
 */
export const exportTrail = creation({
  name: 'audit.export',
  kind: trailKind,
  input: ExportTrail,
  audited: [],
  async create({ tx, access }) {
    const newest = await trailKind.find(tx, scopeOf(access, 'audit.export', 'AuditEvent'));
    if (!newest) throw new Refusal('conflict', 'There is no event in your reach to export.');
    return newest;
  },
  sensitivity: 'routine',
  async run({ tx, access, now }, newest, { format: _, ...filter }) {
    const reader = { access, operatorId: '', environment: '', now };
    const rows = await tx.auditEvent.count({
      where: {
        AND: [
          matching(reader, filter),
          scopeOf(access, 'audit.export', 'AuditEvent'),
          { number: { lte: newest.number } },
        ],
      },
    });
    return { id: newest.id, rows, upTo: newest.number.toString() };
  },
  summary: (_, { rows, upTo }, { format, ...filter }) =>
    `${rows} ${rows === 1 ? 'event' : 'events'} up to number ${upTo} exported as ${format.toUpperCase()}: ${wordsOf(filter)}`,
});

function wordsOf(filter: Record<string, unknown>): string {
  const said = Object.entries(filter).filter(([, value]) => value !== undefined);
  return said.length === 0 ? 'the whole trail' : said.map(([name, value]) => `${name} ${value}`).join(', ');
}
