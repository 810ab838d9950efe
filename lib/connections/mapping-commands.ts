import { definitions, systemDefinitions } from '../access/definitions.ts';
import type { WhereOf } from '../access/scope.ts';
import { change, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { endWhatCannotCome, requireInsideCeiling, requireOwnDomains } from './mapping-effects.ts';
import { type GroupRule, type Mapping, placeOf } from './mapping-rules.ts';
import { EditMapping, storedMapping } from './mapping-schema.ts';
import { linesOfMapping } from './mapping-words.ts';
import { requireSeen } from './rules.ts';
import { keepFormer } from './versions.ts';

async function find(tx: Tx, where: WhereOf<'Connection'>) {
  const row = await tx.connection.findFirst({
    where,
    select: {
      id: true,
      slug: true,
      mapping: true,
      provisioning: true,
      roleCeiling: true,
      emailDomains: true,
      linksByEmail: true,
      version: true,
    },
  });
  if (!row) return null;
  const mapping = storedMapping(row.mapping);
  return { ...row, mapping, ...linesOfMapping(mapping, await definitions(tx)) };
}
type Subject = NonNullable<Awaited<ReturnType<typeof find>>>;

const mappingKind: Kind<'Connection', Subject> = {
  model: 'Connection',
  table: 'connection',
  noun: 'This connection',
  find,
  label: (connection) => connection.slug,
};

/** Who the people of a connection are, and what its groups bring. What the former mapping gave and this one would not, ends. */
export const editMapping = change({
  name: 'connection.edit_mapping',
  kind: mappingKind,
  input: EditMapping,
  serial: 'owner-floor',
  audited: ['attributes', 'groupRoles', 'roleCeiling', 'provisioning', 'emailDomains', 'linksByEmail'],
  sensitivity: 'critical',
  permits: (cx, _, input) => requireInsideCeiling(cx, input),
  async run(cx, connection, input) {
    if (input.version !== undefined) requireSeen(connection.version, input.version);
    await requireOwnDomains(cx, connection.id, input.emailDomains);
    const { provisioning, roleCeiling, emailDomains, linksByEmail } = input;
    const mapping = mappingOf(connection.mapping, input, cx.actor.id);
    const settings = { provisioning, roleCeiling, emailDomains, linksByEmail };
    if (isSame(connection, mapping, settings))
      throw new Refusal('conflict', 'Nothing differs from what is saved. Nothing was changed.');
    await keepFormer(cx, connection.id);
    await cx.tx.connection.update({
      where: { id: connection.id },
      data: { ...settings, mapping: JSON.parse(JSON.stringify(mapping)), version: { increment: 1 } },
      select: { id: true },
    });
    return { id: connection.id, ended: await endWhatCannotCome(cx, connection.id, mapping, settings) };
  },
  summary: ({ slug }, { ended }) =>
    `Mapping of ${slug} changed${ended > 0 ? `; ${ended === 1 ? '1 mapped role' : `${ended} mapped roles`} ended` : ''}`,
});

/** A row that was there keeps its author: saving it again must not take over, or wash off, who wrote it. */
function mappingOf(former: Mapping, input: EditMapping, author: string): Mapping {
  const authors = new Map(former.roles.map((rule) => [keyOf(rule), rule.author]));
  const { email, name, givenName, familyName, groups } = input;
  const roles = input.rules.map((rule) => ({ ...rule, author: authors.get(keyOf(rule)) ?? author }));
  return { email, name, givenName, familyName, groups, roles, author };
}

const keyOf = (rule: Omit<GroupRule, 'author'>) => `${placeOf(rule)} ${rule.value}`;

type Settings = Pick<EditMapping, 'provisioning' | 'roleCeiling' | 'emailDomains' | 'linksByEmail'>;

function isSame(connection: Subject, mapping: Mapping, settings: Settings): boolean {
  const { provisioning, roleCeiling, emailDomains, linksByEmail } = connection;
  // By slug where it is no system role: a name may pass to another role, a slug never does.
  const lines = (m: Mapping, s: object) => JSON.stringify([linesOfMapping(m, systemDefinitions), s]);
  const stored = { provisioning, roleCeiling, emailDomains, linksByEmail };
  return lines(connection.mapping, stored) === lines(mapping, settings);
}
