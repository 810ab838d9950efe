/** For each question that reads and each list as a file: what it asks, and what its answer shows to whoever may see it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { withdrawApproval } from '#lib/approvals/commands.ts';
import { recordEvent } from '#lib/audit/record.ts';
import { db, transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { newReference } from '#lib/reference.ts';
import * as make from '#prisma/factories.ts';
import { personOf } from '../support/world.ts';
import { kept } from './shelf.ts';
import {
  type Asker,
  application,
  approval,
  asked,
  connection,
  groupOf,
  key,
  madeRole,
  reviewed,
  serviceAccount,
} from './subjects.ts';
import type { Case } from './table.ts';

export interface Question {
  id?: string;
  query?: Record<string, string>;
  /** Stands in the answer for whoever may see it, and for nobody else. */
  shown: string;
}
type Ask = (of: Case, by: Asker) => Promise<Question>;

const named = ({ id, name }: { id: string; name: string }) => ({ query: { q: name }, shown: id });
const one = ({ id }: { id: string }) => ({ id, shown: id });

const person = () =>
  kept('a person to be read', () => make.makeOperator({ role: 'viewer', name: randomUUID() }));
const group = () =>
  kept('a group to be read', async () => {
    const id = await groupOf([(await make.makeOperator({})).id]);
    return db().group.findUniqueOrThrow({ where: { id }, select: { id: true, name: true } });
  });
const role = () => kept('a role to be read', async () => ({ id: await madeRole('that lets see keys') }));
const ofPerson = async ({ of }: Case) => {
  const { id, name, email } = await person();
  return { query: { q: name }, shown: of === 'an address' ? email : id };
};
const assignments = async () => {
  const { id } = await person();
  const { id: shown } = await db().assignment.findFirstOrThrow({ where: { operatorId: id } });
  return { query: { operator: id }, shown };
};
const review = (by: Asker) => kept('a review', () => reviewed('viewer', by));

/** What they did, or somebody else, and where: written by the trail's only writer, as no command reaches every place as everybody. */
const event = ({ of, environment }: Case, by: Asker) =>
  kept(`event, ${of} ${environment} of ${by.id}`, async () => {
    const subjectId = randomUUID();
    const shown = randomUUID();
    const number = await transaction((tx) =>
      recordEvent(tx, {
        action: 'session.end_own',
        outcome: 'refused',
        sensitivity: 'routine',
        actor: { kind: 'operator', id: of === 'own' ? by.id : by.otherId, name: 'Somebody' },
        origin: { channel: 'api', address: null, userAgent: null },
        environmentId: environment,
        subjectType: 'Session',
        subjectId,
        subjectLabel: 'a session',
        summary: shown,
      }),
    );
    return { number: String(number), subjectId, shown };
  });
const events: Ask = async (of, by) => {
  const { subjectId, shown } = await event(of, by);
  return { query: { subjectId }, shown };
};

/** Only gates write decisions, so that the owner of the tables stands in for one. */
const decision = (of: Case, by: Asker) =>
  kept(`decision, ${of.of} ${of.environment} of ${by.id}`, async () => {
    const reference = newReference();
    const known = of.environment ? await key(of, by) : null;
    const stored = known && (await db().apiKey.findUniqueOrThrow({ where: { id: known.id } }));
    const owner = new pg.Client({ connectionString: env().databaseMigrateUrl });
    await owner.connect();
    await owner.query(
      `INSERT INTO decision (reference, at, gate, epoch, reason, source_address, facts, key_id, application_id, environment_id)
       VALUES ($1, now(), 'g', 1, 'malformed', '192.0.2.1', '{}', $2, $3, $4)`,
      [reference, stored?.id, stored?.applicationId, stored?.environmentId],
    );
    await owner.end();
    return { id: reference, shown: reference };
  });

/** Of what is open its page names who could approve it: here that only takes time. */
const withdrawn: typeof approval = async (of, by) => {
  const request = await approval(of, by);
  const { actor } = await personOf(of.of === 'own' ? by.id : by.otherId);
  await make.must(withdrawApproval, { id: request.id }, actor);
  return request;
};

export const questions: Record<string, Ask> = {
  me: async (_, by) => ({ shown: by.id }),
  listKeys: async (of, by) => named(await key(of, by)),
  readKey: async (of, by) => one(await key(of, by)),
  listServiceAccounts: async (of, by) => named(await serviceAccount(of, by)),
  readServiceAccount: async (of, by) => one(await serviceAccount(of, by)),
  listApplications: async (of, by) => named(await application(of, by)),
  readApplication: async (of, by) => one(await application(of, by)),
  listOperators: ofPerson,
  readOperator: async ({ of }, by) => one(of === 'themself' ? by : await person()),
  listGroups: async () => named(await group()),
  readGroup: async () => one(await group()),
  listRoleRequests: async ({ of }, by) => ({ query: { size: '200' }, shown: (await asked(of, by)).id }),
  readRoleRequest: async ({ of }, by) => one(await asked(of, by)),
  listConnections: async () => ({ shown: (await connection(false)).id }),
  readConnection: async () => one(await connection(false)),
  listApprovals: async (of, by) => {
    const { id } = await approval(of, by);
    const { summary } = await db().approvalRequest.findUniqueOrThrow({ where: { id } });
    return { query: { view: of.of === 'own' ? 'mine' : 'open', q: summary }, shown: id };
  },
  readApproval: async (of, by) => one(await withdrawn(of, by)),
  listRoles: async ({ of }) => {
    const { id } = await role();
    // Nobody holds the one that was made: to whoever is told how many, that is a number.
    return { shown: of === 'a name' ? id : '"people":0' };
  },
  readRole: async ({ of }) => one({ id: of === 'a system role' ? 'developer' : (await role()).id }),
  simulate: async () => {
    const { id } = await person();
    return { query: { operator: id, permission: 'read ApiKey' }, shown: id };
  },
  listAuditEvents: events,
  readAuditEvent: async (of, by) => {
    const { number, shown } = await event(of, by);
    return { id: number, shown };
  },
  readDecision: decision,
  'export keys': async (of, by) => named(await key(of, by)),
  'export applications': async (of, by) => named(await application(of, by)),
  'export operators': ofPerson,
  'export assignments': assignments,
  'export groups': async () => named(await group()),
  'export roles': async () => ({ shown: (await db().role.findUniqueOrThrow({ where: await role() })).slug }),
  'export audit': events,
  'export review': async (_, by) => {
    const { campaignId, id: shown } = await review(by);
    return { id: campaignId, shown };
  },
};
