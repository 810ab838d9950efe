/** What a change of who holds what would change is told before it is saved, person by person. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAssignment } from '#lib/assignments/commands.ts';
import { pathsAhead, previewAll, previewEnd } from '#lib/assignments/difference.ts';
import { createDuty } from '#lib/duties/commands.ts';
import { addGroupMembers, createGroup } from '#lib/groups/commands.ts';
import { candidatesFor } from '#lib/groups/queries.ts';
import { JoinFilter } from '#lib/groups/schema.ts';
import { createRole } from '#lib/roles/commands.ts';
import * as make from '#prisma/factories.ts';
import { type Person, world } from '#tests/support/world.ts';

const w = world();
const reason = 'for the quarter';
const environments = [
  { id: 'production', name: 'Production' },
  { id: 'sandbox', name: 'Sandbox' },
];
const placed = (role: string, environmentId: string | null = null) => ({ role, environmentId });
const linesOf = ({ lines }: { lines: { subject: string; verbs: string }[] } = { lines: [] }) =>
  lines.map(({ subject, verbs }) => `${subject}: ${verbs}`).join('; ');

let owner: Person;
beforeAll(async () => {
  owner = await w.person('account-owner');
  await w.another('account-owner');
});

async function group(role: string, members: string[] = []) {
  const { id } = await make.must(createGroup, { name: randomUUID(), reason });
  await make.must(createAssignment, { groupId: id, role, reason });
  if (members.length > 0) await make.must(addGroupMembers, { id, operatorIds: members, reason });
  return id;
}

describe('before people are put into a group', () => {
  it('each gains what its roles bring beyond what they have, and what two of them bring is said once', async () => {
    const [nobody, viewer] = [await make.makeOperator({}), await make.makeOperator({ role: 'viewer' })];
    const people = [
      { id: nobody.id, name: 'Nora' },
      { id: viewer.id, name: 'Vic' },
    ];
    const reader = await w.reader(owner);
    const { changes } = await previewAll(reader, people, [placed('viewer'), placed('viewer')], environments);
    const [nora, vic] = ['Nora', 'Vic'].map((name) => changes.find((one) => one.people.includes(name)));
    expect(linesOf(nora)).toMatch(/^(?:(?!Keys:).)*Keys: read(?!.*Keys:)/);
    expect(vic?.lines).toEqual([]);
  });

  it('a rule of separated duties that it would break is said of the person whom it concerns', async () => {
    const pair = { first: 'key.create ApiKey', second: 'audit.export AuditEvent' };
    await make.must(createDuty, { name: randomUUID(), ...pair, mode: 'warn', reason });
    const officer = await make.makeOperator({ role: 'security-officer', environmentId: 'production' });
    const reader = await w.reader(owner);
    const people = [{ id: officer.id, name: 'Olga' }];
    const { warned, forbidden } = await previewAll(reader, people, [placed('auditor')], environments);
    expect([warned.join(), forbidden]).toEqual([expect.stringMatching(/^Olga holds key\.create/), []]);
  });

  it('a way to more power that it would open is found, as the command finds it', async () => {
    const policy = {
      rules: [
        { may: ['application.hand_over'], on: 'Application' },
        { may: ['key.rotate'], on: 'ApiKey', where: { applications: 'own' } },
      ],
    };
    const input = { name: randomUUID(), description: '', policy, ceiling: [], reason };
    const { slug } = await make.must(createRole, input);
    const person = await make.makeOperator({});
    const [taking, reading] = [await group(slug), await group('viewer')];
    const joining = async (groupId: string) =>
      pathsAhead(await w.reader(owner), { kind: 'into-group', groupId, operatorIds: [person.id] });
    expect((await joining(taking)).join()).toMatch(/without anybody else: application\.hand_over/);
    expect(await joining(reading)).toEqual([]);
  });

  it('who is chosen stays, whatever is searched for; who is in it already is offered no more', async () => {
    const [ada, ben] = [await make.makeOperator({}), await make.makeOperator({})];
    const id = await group('viewer', [ben.id]);
    const said = JoinFilter.parse({ q: 'nobody-is-called-so', 'operatorIds[]': [ada.id, ben.id, 'damaged'] });
    const wanted = { q: said.q, operatorIds: said['operatorIds[]'] };
    const { chosen, found } = await candidatesFor(await w.reader(owner), id, wanted);
    expect([chosen.map((one) => one.id), found]).toEqual([[ada.id], []]);
    expect(JoinFilter.parse({})['operatorIds[]']).toEqual([]);
    expect(JoinFilter.parse({ 'operatorIds[]': ada.id })['operatorIds[]']).toEqual([ada.id]);
  });
});

describe('before a role ends', () => {
  it('they lose what no other role of theirs brings, and nothing where another one brings it all', async () => {
    const person = await make.makeOperator({ role: 'viewer' });
    const id = await group('viewer', [person.id]);
    const reader = await w.reader(owner);
    const people = [{ id: person.id, name: 'Vic' }];
    const without = async (ends: Parameters<typeof previewEnd>[4]) =>
      (await previewEnd(reader, people, [placed('viewer')], environments, ends))[0];
    expect(linesOf(await without(() => true))).toMatch(/Keys: read/);
    expect((await without((grant) => grant.group?.id === id))?.lines).toEqual([]);
  });
});
