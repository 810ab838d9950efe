import { afterEach, expect, vi } from 'vitest';

// A warning that nobody reads hides the one that matters: any on the console fails the test it appears in.
const spies = (['error', 'warn'] as const).map((method) => vi.spyOn(console, method));

afterEach(() => {
  const said = spies.flatMap((spy) => spy.mock.calls.map((call) => call.map(String).join(' ')));
  for (const spy of spies) spy.mockClear();
  expect(said, 'nothing may be written by console.error or console.warn').toEqual([]);
});
