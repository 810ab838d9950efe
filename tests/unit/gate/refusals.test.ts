import { describe, expect, test } from 'vitest';
import { keepCounters } from '#gate/counters.ts';
import { keepRefusals } from '#gate/refusals.ts';
import { socketSource } from '#lib/check/address.ts';
import { decide } from '#lib/check/decide.ts';
import { makeCall, makePolicy, now } from '#tests/unit/check/policy.ts';

const { snapshot, token } = makePolicy({ lists: [{ cidrs: ['10.0.0.0/8'] }] });
const known = snapshot.tokens.values().next().value;

/** A refused call from an address; with `isKnown` its key is known and the address is the reason. */
function refusal(reference: string, from: string, { at = now, isKnown = false } = {}) {
  const call = makeCall({ token: isKnown ? token : 'nonsense', from });
  const decision = decide(snapshot, call, at);
  if (decision.allow) throw new Error('this call is to be refused');
  return { reference, snapshot, call, decision, now: at };
}

function keeper(limit: number) {
  let dropped = 0;
  const refusals = keepRefusals(limit, (count) => {
    dropped += count;
  });
  return { refusals, dropped: () => dropped };
}

const minute = 60_000;

describe('refusals that wait to be written', () => {
  test('are kept one by one up to the limit of an address; one counted record stands for the rest of the minute', () => {
    const { refusals } = keeper(3);
    for (let i = 0; i < 10; i++) refusals.add(refusal(`R${i}`, '192.0.2.1'));
    refusals.add(refusal('other', '192.0.2.2'));
    expect(refusals.take(100, now, false).map((row) => [row[0], row[9]])).toEqual([
      ['R0', 1],
      ['R1', 1],
      ['R2', 1],
      ['other', 1],
    ]);
    expect(refusals.take(100, now + minute, false).map((row) => [row[0], row[9]])).toEqual([['R3', 7]]);
    refusals.add(refusal('next', '192.0.2.1', { at: now + minute }));
    expect(refusals.take(100, now + minute, false).map((row) => row[0])).toEqual(['next']);
  });

  test('are counted together only when they are alike: same key, same reason', () => {
    const { refusals } = keeper(1);
    for (let i = 0; i < 5; i++) {
      refusals.add(refusal(`unknown${i}`, '192.0.2.1'));
      refusals.add(refusal(`known${i}`, '192.0.2.1', { isKnown: true }));
    }
    const counted = refusals.take(100, now, true).map((row) => [row[3], row[4], row[9]]);
    expect(counted).toEqual([
      ['malformed', null, 1],
      ['address', 'key-1', 5],
      ['malformed', null, 4],
    ]);
  });

  test('of one IPv6 network count as one caller, or a single machine had 2^64 limits', () => {
    const { refusals } = keeper(2);
    for (let i = 0; i < 50; i++) refusals.add(refusal(`R${i}`, `2001:db8:0:1::${i.toString(16)}`));
    expect(refusals.take(100, now, true).map((row) => row[9])).toEqual([1, 1, 48]);
  });

  test('never fill the memory: what does not fit is counted as dropped', () => {
    const { refusals, dropped } = keeper(1_000_000);
    for (let i = 0; i < 10_500; i++) refusals.add(refusal(`R${i}`, '192.0.2.1'));
    expect(refusals.waiting()).toBe(10_000);
    expect(dropped()).toBe(500);
    const rows = refusals.take(10_000, now, false);
    refusals.giveBack(rows);
    refusals.giveBack(rows.slice(0, 7));
    expect([refusals.waiting(), dropped()]).toEqual([10_000, 507]);
  });

  test('from more addresses than are remembered are counted, not kept one by one', () => {
    const { refusals } = keeper(60);
    for (let i = 0; i < 10_050; i++)
      refusals.add(refusal(`R${i}`, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`));
    expect(refusals.take(20_000, now, false)).toHaveLength(10_000);
    expect(refusals.waiting()).toBe(50);
  });

  test('that could not be written come back first', () => {
    const { refusals } = keeper(60);
    refusals.add(refusal('first', '192.0.2.1'));
    const rows = refusals.take(10, now, false);
    refusals.add(refusal('second', '192.0.2.1'));
    refusals.giveBack(rows);
    expect(refusals.take(10, now, false).map((row) => row[0])).toEqual(['first', 'second']);
  });
});

describe('counters', () => {
  test('add up per token and minute, also when a batch came back', () => {
    if (!known) throw new Error('the policy holds a token');
    const counters = keepCounters(() => {});
    const [one, two] = [socketSource('192.0.2.1'), socketSource('192.0.2.2')];
    counters.add(known, true, one, now);
    counters.add(known, false, two, now + 1);
    const rows = counters.take();
    expect(rows).toMatchObject([
      { keyId: 'key-1', allowed: 1, denied: 1, lastCallAt: now + 1, lastAddress: '192.0.2.2' },
    ]);
    expect(counters.take()).toEqual([]);
    counters.giveBack(rows);
    counters.add(known, true, one, now + 2);
    counters.add(known, true, one, now + minute);
    const again = counters.take();
    expect(again.map((row) => [row.allowed, row.denied])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  test('of a token that a new policy made anew are one row', () => {
    if (!known) throw new Error('the policy holds a token');
    const counters = keepCounters(() => {});
    counters.add(known, true, socketSource('192.0.2.1'), now);
    counters.add({ ...known }, true, socketSource('192.0.2.1'), now);
    expect(counters.take().map((row) => row.allowed)).toEqual([2]);
  });
});
