import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from '#dev/data-folder.ts';
import { endProcess, isRunning, markOf } from '#dev/processes.ts';
import { holdFolder, isHeld, processLedger } from '#dev/single.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'up.json');

test('the data folder may be passed through and not read by others', () => {
  const { at } = openDataFolder(join(folder, 'data'));
  expect(statSync(at('')).mode & 0o777).toBe(0o711);
  expect(statSync(at('logs')).mode & 0o777).toBe(0o700);
});

test("somebody's own folder is refused and its mode left as it is", () => {
  writeFileSync(join(folder, 'letter.txt'), '');
  chmodSync(folder, 0o750);
  expect(() => openDataFolder(folder)).toThrow(/holds other files/);
  expect(statSync(folder).mode & 0o777).toBe(0o750);
});

test('a folder is held once, and free again when it is released', () => {
  const release = holdFolder(file());
  expect(() => holdFolder(file())).toThrow(/already running .*process \d+/);
  release();
  expect(isHeld(file())).toBe(false);
  holdFolder(file())();
});

test.each([
  ['a process that is gone', () => JSON.stringify({ pid: 2 ** 22 - 1, startedAt: '1' })],
  ['another process that got the number', () => JSON.stringify({ pid: process.pid, startedAt: '1' })],
  ['half a file', () => '{"pid": 1'],
])('the mark of %s does not stop a start', (_whose, content) => {
  writeFileSync(file(), content());
  const release = holdFolder(file());
  expect(isHeld(file())).toBe(true);
  release();
  expect(existsSync(file())).toBe(false);
});

test('what an earlier start left running is ended, also when it does not listen to SIGTERM', async () => {
  const deaf = spawn(
    process.execPath,
    ['-e', 'process.on("SIGTERM", () => {}); process.send("ready"); setInterval(() => {}, 1000)'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    },
  );
  await once(deaf, 'message');
  const mark = markOf(deaf.pid ?? 0);
  processLedger(join(folder, 'processes.json')).enter('deaf', mark);
  expect(await processLedger(join(folder, 'processes.json')).endLeftovers(50)).toEqual(['deaf']);
  expect(isRunning(mark)).toBe(false);
});

test('a process that merely got the number is never ended', async () => {
  await endProcess({ pid: process.pid, startedAt: 'another time' }, [['SIGTERM', 10]], { group: true });
  expect(isRunning(markOf(process.pid))).toBe(true);
});
