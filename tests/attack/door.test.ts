import { beforeAll, describe, expect, it } from 'vitest';
import { GET as api } from '#app/api/v1/[...path]/route.ts';
import { POST as acs } from '#app/saml/[connection]/acs/route.ts';
import { GET as metadata } from '#app/saml/[connection]/metadata/route.ts';
import { GET as slo } from '#app/saml/[connection]/slo/route.ts';
import { setEnv } from '#lib/env.ts';
import { acme, Browser, publicUrl } from './kit.ts';

acme();
beforeAll(() => setEnv({ DOOR_LIMIT_PER_MINUTE: '3' }));

type Knock = (browser: Browser) => Promise<Response>;
const posted = (path: string) => new Request(`${publicUrl}${path}`, { method: 'POST', body: 'x' });
const asked = (path: string) => new Request(`${publicUrl}${path}`);
const keys = async (request: Request) => api(request, { params: Promise.resolve({ path: ['keys'] }) });
const doors: [name: string, knock: Knock][] = [
  ['the ACS', (b) => b.send(acs, posted('/saml/acme/acs'))],
  ['single logout', (b) => b.send(slo, asked('/saml/acme/slo'))],
  ['the metadata', (b) => b.send(metadata, asked('/saml/acme/metadata'))],
  ['the management API', (b) => b.send(keys, asked('/api/v1/keys'))],
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
      answers.push(await browser.send(acs, posted('/saml/acme/acs')));
    }
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('60');
    expect(await refused?.text()).toBe(
      'Too many requests came from your address. Wait a minute, then try again.\n',
    );
  });
});
