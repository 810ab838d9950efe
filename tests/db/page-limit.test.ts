import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageLimit } from '#lib/auth/limit.ts';
import { freePort } from '#tests/support/cluster.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';

let database: FreshDatabase;
const open: { close(): Promise<void> }[] = [];
const now = new Date('2026-11-23T10:00:30Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  for (const door of open) await door.close();
  await database.drop();
});

// What is counted here is waited for, however busy the machine is.
function door(limit: number, url = database.appUrl, longestMilliseconds = 15_000) {
  const made = pageLimit(url, limit, longestMilliseconds);
  open.push(made);
  return made;
}

test('two processes count together, by network, and the next minute begins anew', async () => {
  const [one, other] = [door(3), door(3)];
  const asked: boolean[] = [];
  for (const at of [one, other, one, other, one]) asked.push(await at.isOver('2001:db8:1:2::7', now));
  expect(asked).toEqual([false, false, false, true, true]);
  expect(await one.isOver('2001:db8:1:2::8', now), 'the same network').toBe(true);
  expect(await one.isOver('2001:db8:1:3::7', now), 'another network').toBe(false);
  expect(await one.isOver('2001:db8:1:2::7', after(30)), 'the next minute').toBe(false);
});

test('while no database answers, a request goes on to the page that says so, and no more of them than the limit', async () => {
  const nobody = `postgres://gatehouse_app:x@127.0.0.1:${await freePort()}/gatehouse`;
  const alone = door(2, nobody);
  const asked = await Promise.all([1, 2, 3, 4].map(() => alone.isOver('192.0.2.2', now)));
  expect(asked).toEqual([false, false, true, true]);
  expect(await alone.isOver('192.0.2.2', after(60)), 'the next minute').toBe(false);
});

test('a burst that outruns the counting is let through no further than the limit', async () => {
  const slow = door(20, database.appUrl, 0);
  const asked = await Promise.all(Array.from({ length: 200 }, () => slow.isOver('192.0.2.9', now)));
  expect(asked.filter((isOver) => !isOver).length).toBeLessThanOrEqual(20);
});

test('a database that takes the connection and says nothing holds no request', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const mute = door(1, `postgres://gatehouse_app:x@127.0.0.1:${port}/gatehouse`, 100);
  expect(await mute.isOver('192.0.2.3', now)).toBe(false);
  silent.close();
});
