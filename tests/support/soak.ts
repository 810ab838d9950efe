/** `npm run soak`: every property that fast-check tries is tried so many times as often. */
import { vi } from 'vitest';
import { childEnv } from '#lib/env.ts';

const times = Number(childEnv().SOAK);

vi.mock('fast-check', async (importOriginal) => {
  const library = await importOriginal<typeof import('fast-check')>();
  const assert = ((property, parameters) =>
    library.assert(property, {
      ...parameters,
      numRuns: (parameters?.numRuns ?? 100) * times,
    })) as typeof library.assert;
  return { ...library, assert, default: { ...library.default, assert } };
});
