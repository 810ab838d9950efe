import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBook } from '#dev/idp/codes.ts';
import { Browser, isForm, startConsole, type TestConsole, typeIn } from './console.ts';

let sp: TestConsole;
beforeAll(async () => {
  sp = await startConsole({ reuseCodes: false });
});
afterAll(() => sp.close());

const email = 'owner@gatehouse.test';
const ask = async (browser: Browser) => browser.get(await sp.saml().getAuthorizeUrlAsync('', undefined, {}));

test('a code signs in once, and the second browser that types it is refused', async () => {
  const code = sp.idp.currentCode(email);
  const [first, second] = [new Browser(), new Browser()];
  const pages = [await ask(first), await ask(second)] as const;
  expect((await typeIn(sp, first, pages[0], email, code)).text).toContain('SAMLResponse');
  const refused = await typeIn(sp, second, pages[1], email, code);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('This code was used.');
  expect(sp.idp.currentCode(email)).not.toBe(code);
});

test.each(['', '12345', '000000x', 'abcdef'])(
  'the code "%s" is refused and the form comes back',
  async (code) => {
    const browser = new Browser();
    const refused = await typeIn(sp, browser, await ask(browser), 'admin@gatehouse.test', code);
    expect(refused.status).toBe(422);
    expect(isForm(refused)).toBe(true);
  },
);

test('a wrong password is refused before the code is spent', async () => {
  const browser = new Browser();
  const code = sp.idp.currentCode('auditor@gatehouse.test');
  const page = await ask(browser);
  const request = /name="request" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const refused = await browser.post(`${sp.idp.url}/sign-in`, {
    request,
    name: 'auditor@gatehouse.test',
    password: 'wrong',
    code,
  });
  expect(refused.text).toContain('The password is wrong.');
  expect((await typeIn(sp, browser, page, 'auditor@gatehouse.test', code)).text).toContain('SAMLResponse');
});

test.each([
  'nobody@gatehouse.test',
  'owner@elsewhere.test',
  'expired+nobody@gatehouse.test',
  '__proto__@gatehouse.test',
  '<b>',
])('the name "%s" is refused and shown as text', async (name) => {
  const browser = new Browser();
  const refused = await typeIn(sp, browser, await ask(browser), name, '000000');
  expect(refused.text).toContain('Nobody here has this name.');
  expect(refused.text).not.toContain('<b>');
});

test('a code is right one step early and one step late, and wrong two steps away', () => {
  let now = 1_800_000_000_000;
  const book = codeBook({ [email]: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }, () => now);
  const code = book.current(email);
  const at = (steps: number) => {
    now = 1_800_000_000_000 + steps * 30_000;
    return book.check(email, code, false);
  };
  expect([-2, -1, 0, 1, 2].map(at)).toEqual(['wrong', 'right', 'right', 'right', 'wrong']);
});

test('after this code and the next are spent, none is offered until the next half-minute', () => {
  let now = 1_800_000_000_000;
  const book = codeBook({ [email]: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }, () => now);
  for (let i = 0; i < 2; i++) expect(book.check(email, book.next(email) ?? '', true)).toBe('right');
  expect(book.next(email)).toBeNull();
  now += 30_000;
  expect(book.check(email, book.next(email) ?? '', true)).toBe('right');
});
