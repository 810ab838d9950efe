import { beforeAll, describe, expect, it } from 'vitest';
import { setEnv } from '#lib/env.ts';
import { acme, Browser } from './kit.ts';

acme();
beforeAll(() => setEnv({ DOOR_LIMIT_PER_MINUTE: '3' }));

type Knock = (browser: Browser) => Promise<Response>;
const doors: [name: string, knock: Knock][] = [
  ['the ACS', (b) => b.post('x')],
  ['single logout', (b) => b.ask('/saml/acme/slo')],
  ['the metadata', (b) => b.ask('/saml/acme/metadata')],
  ['the management API', (b) => b.ask('/api/v1/keys')],
];

describe('a door that needs no session', () => {
  it.each(doors)(
    '%s answers 429 to an address that knocks too often, and another address goes on',
    async (_, knock) => {
      const [loud, quiet] = [new Browser(), new Browser()];
      loud.address = `2001:db8:${doors.findIndex(([, k]) => k === knock)}::1`;
      quiet.address = `198.51.100.${doors.findIndex(([, k]) => k === knock)}`;
      const statuses: number[] = [];
      // The minute may turn while we knock: seven knocks hold four of one minute.
      for (let i = 0; i < 7; i++) statuses.push((await knock(loud)).status);
      expect(statuses).toContain(429);
      const answer = await knock(quiet);
      expect(answer.status).not.toBe(429);
    },
  );

  it('counts a /64 as one address and says when to come back', async () => {
    const answers: Response[] = [];
    for (let i = 0; i < 7; i++) {
      const browser = new Browser();
      browser.address = `2001:db8:9::${i + 1}`;
      answers.push(await browser.post('x'));
    }
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('60');
    expect(await refused?.text()).toBe(
      'Too many requests came from your address. Wait a minute, then try again.\n',
    );
  });
});
