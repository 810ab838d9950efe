/** A role of this installation's own is called by its name wherever people read of it; its slug is for the trail and for machines. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { definitions } from '#lib/access/definitions.ts';
import { gainsOf } from '#lib/access/gains.ts';
import { createAssignment } from '#lib/assignments/commands.ts';
import { editMapping } from '#lib/connections/mapping-commands.ts';
import { readMapping } from '#lib/connections/mapping-queries.ts';
import { listVersions, readForChange } from '#lib/connections/settings-queries.ts';
import { db } from '#lib/db/client.ts';
import { sources } from '#lib/exports/sources.ts';
import { addGroupMembers, createGroup, endGroup } from '#lib/groups/commands.ts';
import { createRole } from '#lib/roles/commands.ts';
import { whoMay } from '#lib/roles/queries.ts';
import { WhoFilter } from '#lib/roles/schema.ts';
import { makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { executeProven } from '#tests/support/proven.ts';
import { metadataOf, type Person, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'asked by a test';
const name = 'Night Watch';
const slug = 'night-watch';
let owner: Person;

beforeAll(async () => {
  owner = await w.person('account-owner');
  await must(createRole, {
    name,
    description: '',
    policy: { rules: [{ may: ['read'], on: 'ApiKey' }] },
    ceiling: [],
    reason,
  });
});

const summaryOf = async (action: string, subjectId: string) =>
  (
    await db().auditEvent.findFirstOrThrow({
      where: { action, subjectId, outcome: 'done' },
      orderBy: { number: 'desc' },
    })
  ).summary;

describe('a role of this installation’s own is called by its name', () => {
  it('where it is given, by whom one asks, and in the files that are taken along', async () => {
    const person = await makeOperator({});
    const { id } = await must(createAssignment, { operatorId: person.id, role: slug, reason });
    expect(await summaryOf('assignment.create', id)).toContain(`is ${name} `);
    const event = await db().auditEvent.findFirstOrThrow({ where: { subjectId: id } });
    expect(event).toMatchObject({ subjectLabel: expect.stringContaining(name), after: { role: slug } });
    const reader = await w.reader(owner);
    const { rows } = await whoMay(reader, WhoFilter.parse({ permission: 'read ApiKey' }));
    const grounds = rows.find((row) => row.id === person.id)?.grounds;
    expect(grounds).toEqual([expect.objectContaining({ role: slug, roleName: name })]);
    const assignments = await sources.assignments.page(reader, { sort: 'newest', role: slug }, null);
    expect(assignments.lines).toEqual([expect.objectContaining({ role: slug, roleName: name })]);
    const operators = await sources.operators.page(reader, { sort: 'name', role: slug }, null);
    expect(operators.lines).toEqual([expect.objectContaining({ roles: `${name} in every environment` })]);
  });

  it('in what a group brings', async () => {
    const { id } = await must(createGroup, { name: randomUUID(), reason });
    await must(createAssignment, { groupId: id, role: slug, environmentId: 'sandbox', reason });
    const person = await makeOperator({});
    await must(addGroupMembers, { id, operatorIds: [person.id], reason });
    expect(await summaryOf('group.add_member', id)).toMatch(/which brings Night Watch in sandbox$/);
    await must(endGroup, { id, reason });
    expect(await summaryOf('group.end', id)).toMatch(/ended: Night Watch in sandbox ends for 1 person$/);
  });

  it('in a mapping: its lines, its ceiling, its versions and its refusals', async () => {
    const metadata = await metadataOf('https://names.example.com');
    const { id } = await makeConnection({ slug: 'names', name: 'Names', metadata });
    const input = {
      id,
      groups: 'groups',
      provisioning: 'mapped' as const,
      roleCeiling: [slug],
      rules: [{ value: 'nights', role: slug }],
      reason,
    };
    await must(editMapping, input);
    const event = await db().auditEvent.findFirstOrThrow({ where: { action: 'connection.edit_mapping' } });
    expect(event.after).toMatchObject({ groupRoles: [`nights → ${name} in every environment`] });
    const reader = await w.reader(owner);
    expect((await readMapping(reader, id)).ceilingNames).toEqual([name]);
    const change = await readForChange(reader, id, 'connection.edit');
    const [former] = await listVersions(reader, change);
    expect(former?.changes).toContainEqual({ field: 'Role ceiling', before: [name], after: [] });
    await must(createRole, {
      name: 'Day Watch',
      description: '',
      policy: { rules: [{ may: ['connection.edit'], on: 'Connection' }] },
      ceiling: ['account-owner'],
      reason,
    });
    const { actor } = await w.person('administrator');
    const wish = { ...input, roleCeiling: [slug, 'day-watch'] };
    expect(await executeProven(editMapping, actor, wish, { origin })).toMatchObject({
      kind: 'invalid',
      fields: { roleCeiling: expect.stringMatching(/^Day Watch lies above/) },
    });
  });

  it('among what whoever may give it may give', async () => {
    const manager = (await definitions(db())).get('access-manager');
    const told = manager ? gainsOf(manager, null, '') : [];
    expect(JSON.stringify(told)).toContain(name);
    expect(JSON.stringify(told)).not.toContain(slug);
  });
});
