import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { requirePorts } from '#dev/ports.ts';
import { freePort } from '#tests/support/cluster.ts';

const plan = (variable: string, port: number) => ({ variable, port, host: '127.0.0.1', of: 'the gate' });

test('a taken port is told with the program that holds it and the variable that moves it', async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  const complaint = await requirePorts([plan('GATE_PORT', port)]).catch((error: Error) => error.message);
  holder.close();
  expect(complaint).toMatch(new RegExp(`^Port ${port}, which the gate needs, is taken`));
  expect(complaint).toContain('set GATE_PORT to another port');
  if (process.platform === 'linux') expect(complaint).toContain(`(process ${process.pid})`);
});

test('a port that becomes free in a moment, as after a kill, is waited for', async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  const waiting = requirePorts([plan('GATE_PORT', port)]);
  setImmediate(() => holder.close());
  await expect(waiting).resolves.toBeUndefined();
});

test('two variables that name one port are told together', async () => {
  const port = await freePort();
  await expect(requirePorts([plan('PORT', port), plan('GATE_PORT', port)])).rejects.toThrow(
    `PORT and GATE_PORT both name port ${port}`,
  );
});
