import { beforeEach, expect, test } from 'vitest';
import { setEnv } from '#lib/env.ts';
import { type Job, turns } from '#worker/turns.ts';

beforeEach(() => setEnv({ LOG_LEVEL: 'silent' }));

const at = (seconds: number) => () => new Date(1_000_000 + seconds * 1000);
const always = () => true;

function counting(name: string, everySeconds: number, fault?: Error) {
  const ran: number[] = [];
  const job: Job = {
    name,
    everySeconds,
    async run(now) {
      ran.push((now.getTime() - 1_000_000) / 1000);
      if (fault) throw fault;
      return 1;
    },
  };
  return { ran, job };
}

test('a job that throws does not stop the others, nor itself the next time', async () => {
  const first = counting('first', 5);
  const broken = counting('broken', 5, new Error('no such column'));
  const last = counting('last', 60);
  const besides = counting('besides', 5, new Error('no such host'));
  const jobs = turns({ rest: [first.job, broken.job, last.job], besides: [besides.job] });
  for (const seconds of [0, 1, 5]) {
    await jobs.take(always, at(seconds));
    await jobs.settled();
  }
  expect([first.ran, broken.ran, last.ran, besides.ran]).toEqual([[0, 5], [0, 5], [0], [0, 5]]);
});

test('a job beside is not begun again while it runs, keeps nobody waiting, and is waited for at the end', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  let begun = 0;
  const slow: Job = {
    name: 'slow',
    everySeconds: 1,
    run: () => {
      begun++;
      return promise;
    },
  };
  const quick = counting('quick', 1);
  const jobs = turns({ rest: [quick.job], besides: [slow] });
  await jobs.take(always, at(0));
  await jobs.take(always, at(10));
  expect(quick.ran).toEqual([0, 10]);
  expect(begun).toBe(1);
  let isSettled = false;
  const settled = jobs.settled().then(() => {
    isSettled = true;
  });
  await jobs.take(always, at(20));
  expect(isSettled).toBe(false);
  resolve(1);
  await settled;
  await jobs.take(always, at(30));
  expect(begun).toBe(2);
});

test('a worker that has lost its seat begins no further job', async () => {
  let seated = true;
  const loses: Job = {
    name: 'loses',
    everySeconds: 1,
    run: async () => {
      seated = false;
      return 0;
    },
  };
  const next = counting('next', 1);
  await turns({ rest: [loses, next.job], besides: [] }).take(() => seated, at(0));
  expect(next.ran).toEqual([]);
});
