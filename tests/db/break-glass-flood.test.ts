import { expect, test, vi } from 'vitest';
import { heldOff } from '#lib/break-glass/tries.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { world } from '#tests/support/world.ts';

const warn = vi.hoisted(() => vi.fn());
vi.mock('#lib/log.ts', () => ({ log: () => ({ warn, error: warn, info: vi.fn() }) }));

world();

test('a flood at the door of break-glass grows the log by its logarithm, as the trail', async () => {
  setEnv({ BREAK_GLASS_LIMIT_PER_MINUTE: '2' });
  const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: null };
  const now = new Date();
  for (let n = 0; n < 40; n++) await heldOff({ origin, now, action: 'break_glass.enter' });
  // The third, and then at 4, 8, 16 and 32.
  expect(warn).toHaveBeenCalledTimes(5);
  expect(await db().auditEvent.count({ where: { action: 'break_glass.enter', outcome: 'refused' } })).toBe(5);
});
