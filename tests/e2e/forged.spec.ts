/** Forged messages and forged requests at the built product: one for each rule of sign-in that can be broken from outside. */
import { request } from 'node:http';
import pg from 'pg';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { passwordContext, type ResponseParameters } from '#dev/idp/response.ts';
import type { Rule } from '#lib/auth/rules.ts';
import { rules } from '#lib/auth/rules.ts';
import { expect, test } from '#tests/support/browser.ts';
import type { Product } from '#tests/support/product.ts';
import { Visitor } from '#tests/support/visitor.ts';

const minute = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * minute);
const inAssertion = (assertion: (xml: string) => string) => ({ edit: { assertion } });
const twice = (element: string) =>
  inAssertion((x) => x.replace(new RegExp(`<${element}[ >].*</${element}>`, 's'), '$&$&'));

/** A response to the sign-in that its browser began, signed by the connection's IdP, and wrong in this alone. */
const responses: [Rule, Partial<ResponseParameters>][] = [
  ['lexical', { edit: { sent: (x) => `<!DOCTYPE a>${x}` } }],
  ['structure', { assertions: [{}, {}] }],
  ['in-response-to', { inResponseTo: '_never-sent' }],
  ['signature-missing', { sign: 'none' }],
  ['signature-shape', { algorithm: 'rsa-sha1' }],
  ['signature', { edit: { sent: (x) => x.replace('viewer@', 'owner@') } }],
  ['version', { edit: { response: (x) => x.replace('Version="2.0"', 'Version="1.1"') } }],
  ['destination', { destination: 'https://elsewhere.example/saml/dev/acs' }],
  ['issuer', { issuer: 'https://elsewhere.example/metadata' }],
  ['status', { status: ['urn:oasis:names:tc:SAML:2.0:status:Responder'] }],
  ['issue-instant', { now: ago(60) }],
  ['subject', inAssertion((x) => x.replace(/<saml:NameID.*<\/saml:NameID>/s, ''))],
  ['recipient', { recipient: 'https://elsewhere.example/saml/dev/acs' }],
  ['time', { notBefore: ago(10), notOnOrAfter: ago(5) }],
  ['conditions', inAssertion((x) => x.replace('</saml:Conditions>', '<saml:Condition/></saml:Conditions>'))],
  ['audience', { audience: 'https://elsewhere.example/metadata' }],
  ['authn-statement', twice('saml:AuthnStatement')],
  ['authn-instant', { authnInstant: ago(24 * 60) }],
  [
    'session-end',
    inAssertion((x) =>
      x.replace(
        '<saml:AuthnStatement ',
        `<saml:AuthnStatement SessionNotOnOrAfter="${ago(5).toISOString()}" `,
      ),
    ),
  ],
  ['mfa', { contextClass: passwordContext }],
  ['operator', { nameId: 'nobody@gatehouse.test' }],
];

type Attack = (product: Product) => Promise<Response>;

/** What cannot be said by the response alone: who posts it, where, in answer to what. */
const ceremonies: [Rule, Attack][] = [
  [
    'connection',
    async (product) => {
      const visitor = new Visitor(product);
      return visitor.answer({ ...(await visitor.begin()), slug: 'nowhere' });
    },
  ],
  [
    'transport',
    async (product) => {
      const visitor = new Visitor(product);
      const begun = await visitor.begin();
      return visitor.post(begun, { SAMLResponse: '!', RelayState: begun.relayState });
    },
  ],
  ['browser', async (product) => new Visitor(product).answer(await new Visitor(product).begin())],
  [
    'relay-state',
    async (product) => {
      const visitor = new Visitor(product);
      const begun = await visitor.begin();
      return visitor.answer({ ...begun, relayState: `${begun.relayState}x` });
    },
  ],
  [
    'encryption',
    async (product) => {
      const visitor = new Visitor(product);
      const { certificate } = await makeSigningKey('Not ours');
      return visitor.answer(await visitor.begin(), { encryptFor: certificate });
    },
  ],
  [
    'replay',
    async (product) => {
      const [first, second] = [new Visitor(product), new Visitor(product)];
      const used = { assertionId: `_${crypto.randomUUID()}` };
      await first.answer(await first.begin(), used);
      expect(first.cookies.has('__Host-gatehouse')).toBe(true);
      return second.answer(await second.begin(), used);
    },
  ],
  [
    'other-person',
    async (product) => {
      const visitor = await new Visitor(product).signIn('viewer');
      const begun = await visitor.begin('dev', '?purpose=step-up');
      return visitor.answer(begun, { nameId: 'auditor@gatehouse.test' });
    },
  ],
  [
    'not-fresh',
    async (product) => {
      const visitor = new Visitor(product);
      const authnInstant = new Date(Date.now() - 30_000);
      await visitor.answer(await visitor.begin(), { authnInstant });
      return visitor.answer(await visitor.begin('dev', '?purpose=step-up'), { authnInstant });
    },
  ],
  [
    'session-over',
    async (product) => {
      const visitor = await new Visitor(product).signIn('viewer');
      const begun = await visitor.begin('dev', '?purpose=step-up');
      await visitor.signIn('viewer');
      return visitor.answer(begun);
    },
  ],
];

/** Whom nobody added, at a connection that lets people in: by the domain that it claims. */
const newcomers: [Rule, Partial<ResponseParameters>][] = [
  ['name-transient', { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }],
  ['email-absent', {}],
  ['email-several', { attributes: { mail: ['a@first.forged.example', 'b@first.forged.example'] } }],
  ['email-foreign', { attributes: { mail: 'a@second.forged.example' } }],
  ['email-outside', { attributes: { mail: 'a@elsewhere.example' } }],
  ['email-taken', { attributes: { mail: 'taken@first.forged.example' } }],
];

/** No message alone brings these about: lib/auth breaks with the first, the database with the second, and days do the third. */
const ofOurOwnMaking: Rule[] = ['library', 'mapping', 'certificate'];

let database: pg.Client;
test.beforeAll(async ({ product }) => {
  database = new pg.Client({ connectionString: product.databaseUrls.DATABASE_MIGRATE_URL });
  await database.connect();
});
test.afterAll(() => database.end());

/** What the answer shows to whoever forged, its reference and what changes with every answer left out. */
async function outside(answer: Response) {
  const { date: _, ...headers } = Object.fromEntries(answer.headers);
  const told = Object.entries(headers).map(([name, value]) => [
    name,
    value.replace(/'nonce-[^']+'/g, "'nonce-'").replace(/(?<=reference=)GH-[0-9A-Z-]{19}$/, 'GH'),
  ]);
  const shown = Object.fromEntries(told) as Record<string, string>;
  return { status: answer.status, body: await answer.text(), headers: shown };
}

async function ruleBehind(answer: Response): Promise<string> {
  const reference = new URL(answer.headers.get('location') ?? '').searchParams.get('reference');
  const sought = 'SELECT code FROM audit_event WHERE reference = $1';
  return (await database.query<{ code: string }>(sought, [reference])).rows[0]?.code ?? 'no event';
}

/** A connection with the development IdP's key that lets everybody of its domain in; tested and enabled by an owner. Returns its id. */
async function openConnection(owner: Visitor, slug: string, domain: string): Promise<string> {
  const { idpUrl } = owner.product;
  const metadata = await (await fetch(`${idpUrl}/metadata`)).text();
  const added = await owner.change('owner', '/connections', { slug, name: slug, metadata, listed: false });
  const { id } = (await added.json()) as { id: string };
  const reason = 'for forged messages';
  await owner.change('owner', `/connections/${id}/edit-mapping`, {
    ...{ email: 'mail', provisioning: 'bare', emailDomains: [domain], reason },
  });
  await owner.answer(await owner.begin(slug, '?purpose=test'), { nameId: `tester@${domain}` });
  const enabled = await owner.change('owner', `/connections/${id}/enable`, { reason });
  expect(enabled.status, await enabled.text()).toBeLessThan(300);
  return id;
}

/** Sends the head and the first octets of a form, and reads the answer with the rest still in hand. */
function unfinished({ consoleUrl, idpUrl }: Product, more: Record<string, string>): Promise<Response> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: idpUrl,
    'sec-fetch-site': 'cross-site',
    ...more,
  };
  return new Promise((resolve, reject) => {
    const call = request(`${consoleUrl}/saml/dev/acs`, { method: 'POST', headers, agent: false }, (came) => {
      const named = Object.entries(came.headers).map(([name, value]) => [name, String(value)]);
      came.resume().on('end', () => {
        call.destroy();
        resolve(new Response(null, { status: came.statusCode ?? 0, headers: named as [string, string][] }));
      });
    });
    call.on('error', reject);
    call.write('SAMLResponse=');
  });
}

test('a forged message is refused by its rule, whichever it is, and every answer is the same outside', async ({
  page,
  product,
}) => {
  const location = `${product.consoleUrl}/sign-in/refused?reference=GH`;
  const uniform = {
    status: 303,
    body: '',
    headers: expect.objectContaining({
      location,
      connection: 'close',
      'set-cookie': '__Host-gatehouse-again=1; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=900',
    }),
  };
  const seen = new Set<string>(ofOurOwnMaking);
  const told = new Set<string>();
  const meets = async (rule: Rule, attack: Promise<Response>) => {
    const answer = await attack;
    expect(await ruleBehind(answer), rule).toBe(rule);
    seen.add(rule);
    const shown = await outside(answer);
    if (rule === 'mfa')
      shown.headers.location = shown.headers.location?.replace('second-factor', 'refused') ?? '';
    expect(shown, rule).toEqual(uniform);
    told.add(JSON.stringify(shown));
    return answer;
  };

  for (const [rule, change] of responses) {
    const visitor = new Visitor(product);
    await meets(
      rule,
      visitor.begin().then((begun) => visitor.answer(begun, change)),
    );
  }
  for (const [rule, attack] of ceremonies) await meets(rule, attack(product));

  const owner = await new Visitor(product).signIn('owner');
  const tag = Date.now().toString(36);
  const open = [
    await openConnection(owner, `forged-a-${tag}`, 'first.forged.example'),
    await openConnection(owner, `forged-b-${tag}`, 'second.forged.example'),
  ];
  const knock = async (change: Partial<ResponseParameters>) => {
    const visitor = new Visitor(product);
    const badge = { nameId: `EMP-${crypto.randomUUID()}`, nameIdFormat: null };
    return visitor.answer(await visitor.begin(`forged-a-${tag}`), { ...badge, ...change });
  };
  await knock({ attributes: { mail: 'taken@first.forged.example' } });
  for (const [rule, change] of newcomers) await meets(rule, knock(change));
  expect([...told]).toHaveLength(1);
  // Their domains would go on asking everybody for an e-mail address.
  for (const id of open) {
    const removed = await owner.change('owner', `/connections/${id}/remove`, { reason: 'tried out' });
    expect(removed.status, await removed.text()).toBe(200);
  }

  // At the other two doors nothing is posted to the ACS, so nothing has to be asked anew.
  const visitor = new Visitor(product);
  const asked = await visitor.ask('/saml/dev/login?purpose=step-up', { headers: visitor.own });
  const unsigned = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_out" Version="2.0" IssueInstant="${new Date().toISOString()}"/>`;
  const left = await visitor.post(
    { slug: 'dev' },
    { SAMLRequest: Buffer.from(unsigned).toString('base64') },
    'slo',
  );
  for (const [rule, answer] of [
    ['asker', asked],
    ['logout-signature', left],
  ] as const) {
    expect(await ruleBehind(answer), rule).toBe(rule);
    seen.add(rule);
    const { status, body, headers } = await outside(answer);
    expect([status, body, headers.location], rule).toEqual([303, '', location]);
  }
  expect([...seen].sort()).toEqual(Object.keys(rules).sort());

  const page_ = left.headers.get('location') ?? '';
  await page.goto(page_);
  await expect(page.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
  await expect(page.locator('main')).toContainText(new URL(page_).searchParams.get('reference') ?? '');
  await expect(page.locator('main')).not.toContainText(/signature|logout/i);
});

test('a message that is too large, or does not say how large it is, is refused like any other', async ({
  product,
}) => {
  const small = new Visitor(product);
  const like = await outside(await small.post({ slug: 'dev' }, { SAMLResponse: '!' }));
  const untold: Record<string, string>[] = [
    { 'content-length': '10000000' },
    { 'transfer-encoding': 'chunked' },
  ];
  for (const more of untold) {
    const answer = await unfinished(product, more);
    expect(await ruleBehind(answer)).toBe('transport');
    expect(await outside(answer)).toEqual(like);
  }
});

test('a form of the console is filled in by nobody but the console', async ({ browser, product }) => {
  const owner = await new Visitor(product).signIn('owner');
  // Of the same name as `fetch` gives itself: a session that moved to another browser would be led to its second factor.
  const bare = await browser.newContext({ javaScriptEnabled: false, userAgent: 'node' });
  const session = owner.cookies.get('__Host-gatehouse') ?? '';
  const cookie = { name: '__Host-gatehouse', value: session, path: '/', secure: true, httpOnly: true };
  await bare.addCookies([{ ...cookie, domain: 'localhost' }]);
  const form = await bare.newPage();
  await form.goto(`${product.consoleUrl}/applications/new`);
  const fields = await form
    .locator('main form', { has: form.locator('[name="name"]') })
    .evaluate((element) => [...new FormData(element as HTMLFormElement)].map(([n, v]) => [n, String(v)]));
  await bare.close();
  expect(fields.some(([name]) => name?.startsWith('$ACTION'))).toBe(true);

  const { origin } = new URL(product.consoleUrl);
  const elsewhere = 'http://localhost:1';
  const forged: [string, Record<string, string>][] = [
    ['no Origin', { 'sec-fetch-site': 'same-origin' }],
    ['a foreign Origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['the Origin of another port', { origin: elsewhere, 'sec-fetch-site': 'same-site' }],
    ['its own Origin from a sibling', { origin, 'sec-fetch-site': 'same-site' }],
    ['its own Origin and no site', { origin }],
  ];
  const fill = (name: string, headers: Record<string, string>) => {
    const body = new FormData();
    for (const [field = '', value = ''] of fields) body.append(field, field === 'name' ? name : value);
    return owner.ask('/applications/new', { method: 'POST', body, headers });
  };
  const take = (headers: Record<string, string>) =>
    owner.ask('/exports/keys', { method: 'POST', body: new URLSearchParams({ format: 'csv' }), headers });
  const mark = `forged-${Date.now().toString(36)}`;
  for (const [what, headers] of forged) {
    for (const answer of [await fill(`${mark} ${what}`, headers), await take(headers)]) {
      expect(answer.status, what).toBe(403);
      expect(await answer.text(), what).toContain('Nothing was changed.');
    }
  }
  const made = await fill(`${mark} by itself`, owner.own);
  expect(await made.text()).toContain('Application created.');
  expect((await take(owner.own)).status).toBe(200);
  const found = await (await owner.ask(`/api/v1/applications?q=${mark}`)).text();
  expect(found.match(new RegExp(`"name":"${mark}[^"]*"`, 'g'))).toEqual([`"name":"${mark} by itself"`]);
});
