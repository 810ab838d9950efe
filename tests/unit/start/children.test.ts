import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { supervise } from '#dev/children.ts';
import { openLogFile } from '#dev/log-file.ts';
import { processLedger } from '#dev/single.ts';

let folder = '';
let said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-children-'));
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});

afterEach(() => {
  vi.mocked(process.stdout.write).mockRestore();
  rmSync(folder, { recursive: true, force: true });
});

/** A child of these lines, whose log is `logFile`; nothing can be written down of it where `isFull`. */
function child(source: string, { logFile = join(folder, 'child.log'), isFull = false } = {}) {
  const file = join(folder, 'child.mjs');
  writeFileSync(file, source);
  const plan = { name: 'child', file: relative(join(import.meta.dirname, '../../..'), file) };
  const ledger = processLedger(join(folder, isFull ? 'absent/processes.json' : 'processes.json'));
  return supervise(plan, { at: (name) => join(folder, name), logFile: () => logFile }, ledger);
}

test('a child without a health endpoint has started when it says so, and not before', async () => {
  const kept = child(
    `
    import { existsSync } from 'node:fs';
    console.log('begins');
    const look = setInterval(() => {
      if (!existsSync(${JSON.stringify('GO')})) return;
      process.send('ready');
      clearInterval(look);
      setInterval(() => {}, 1000);
    }, 20);`.replace('"GO"', JSON.stringify(join(folder, 'go'))),
  );
  let isReady = false;
  const ready = kept.ready().then(() => {
    isReady = true;
  });
  await expect
    .poll(() => readFileSync(join(folder, 'child.log'), { flag: 'a+' }).toString())
    .toContain('begins');
  expect(isReady).toBe(false);
  writeFileSync(join(folder, 'go'), '');
  await ready;
  await kept.stop();
});

test('a child that ends before it does its work is a failed start, though it lived for a moment', async () => {
  const kept = child(`setTimeout(() => process.exit(2), 50);`);
  await expect(kept.ready()).rejects.toThrow('The child did not start (code 2)');
  await kept.stop();
});

test('a disk without room for the log and for the list of processes ends nobody, and is told of once each', async () => {
  const kept = child(
    `setInterval(() => { console.log('a line'); }, 5);
     setTimeout(() => process.send('ready'), 100);`,
    { logFile: '/dev/full', isFull: true },
  );
  await kept.ready();
  await kept.stop();
  expect(said.filter((line) => line.includes('/dev/full cannot be written (ENOSPC'))).toHaveLength(1);
  expect(said.filter((line) => line.includes('processes.json cannot be written'))).toHaveLength(1);
});

test('a log keeps the latest lines within twice its limit, whatever is written', () => {
  const file = join(folder, 'long.log');
  for (const start of [0, 500]) {
    const log = openLogFile(file, 1_000);
    for (let n = start; n < start + 500; n++) log.write(`line ${n}`);
    log.close();
  }
  expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(2_100);
  expect(readFileSync(file, 'utf8')).toMatch(/line 999\n$/);
  expect(readFileSync(`${file}.1`, 'utf8').match(/line \d+\n/g)?.length).toBeGreaterThan(50);
});
