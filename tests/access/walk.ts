/** Asks what a row says as each who could ask, over HTTP, and tells where the answer is another than the row's. */
import { randomBytes } from 'node:crypto';
import { beforeAll } from 'vitest';
import type { Role } from '#lib/access/roles.ts';
import { childEnv, setEnv } from '#lib/env.ts';
import { routes } from '#lib/rest.ts';
import { makeApplication, makeOperator, makeSession } from '#prisma/factories.ts';
import { addPasskey, session as signedIn } from '../db/factors-kit.ts';
import type { Authenticator } from '../support/authenticator.ts';
import { type Answer, type Asked, overHttp } from './http.ts';
import { questions } from './questions.ts';
import { kept, usedUp } from './shelf.ts';
import { type Asker, type Input, subjects } from './subjects.ts';
import { type Case, cases, type HeldIn, nameOf, places, roles } from './table.ts';

/** Who asks, and what they can show. */
interface Walker extends Asker {
  heldIn: HeldIn;
  secret: string;
  passkey: Authenticator;
}

export interface Walk {
  /** One line for each answer that is not the row's. `all`, and a soak, asks as each who could ask (see `isAsked`). */
  failuresOf(cases: readonly Case[], all?: 'all'): Promise<string[]>;
}

export function walk(): Walk {
  const ask = overHttp();
  const askers: Walker[] = [];
  let stranger: Asker;
  beforeAll(async () => {
    // The doors count by address, and everybody here comes from one.
    setEnv({ LOG_LEVEL: 'silent', DOOR_LIMIT_PER_MINUTE: '1000000' });
    const other = await makeOperator({ role: 'account-owner' });
    const others = await applicationsOf(other.id);
    // The second owner's sign-in ends set-up: from here on critical changes wait.
    await makeSession(other.id);
    stranger = { id: other.id, role: 'account-owner', otherId: other.id, own: others, others };
    for (const heldIn of places) for (const role of roles) askers.push(await askerOf(role, heldIn, stranger));
  });

  /** A session that this very walk has ended is no refusal: they sign in again. */
  async function asked(by: Walker, what: Asked): Promise<Answer> {
    const answer = await ask(by.secret, what);
    if (answer.status !== 401 || what.path.startsWith('/scim/')) return answer;
    by.secret = await signIn(by.id);
    return ask(by.secret, what);
  }

  /** With their second factor, where that is asked for. */
  async function proven(by: Walker, what: Asked, first: Answer): Promise<Answer> {
    const { passkey } = first.body.ways as { passkey: Parameters<Authenticator['get']>[0] };
    return asked(by, { ...what, headers: { 'proof-assertion': by.passkey.get(passkey) } });
  }

  async function failureOf(of: Case, by: Walker): Promise<string[]> {
    const input = await inputFor(of, isTheirs(of) ? by : stranger);
    const what = askedOf(of, input);
    const first = await asked(by, what);
    const needs = first.body.error === 'needs_factor';
    const last = needs ? await proven(by, what, first) : first;
    const verdict = verdictOn(last, input.shown as string | undefined);
    const told = verdict && needs ? `proof, ${verdict}` : verdict;
    if (told?.endsWith('done')) usedUp(input);
    const expected = mayOf(of, by) ? of.then : null;
    const who = `${nameOf(of)}, as ${by.role}${by.heldIn === 'everywhere' ? '' : ` in ${by.heldIn} alone`}`;
    if (told !== expected) return [`${who}: ${told ?? 'may not'} instead of ${expected ?? 'may not'}`];
    if (told !== null || needs || seesWhatItNames(of, by, input)) return [];
    return (await answersAlike(of, by, input, first)) ? [] : [`${who}: told apart from what is absent`];
  }

  /** What is not theirs is answered like what is not there, to the letter. */
  async function answersAlike(of: Case, by: Walker, input: Input, answer: Answer): Promise<boolean> {
    const absent = absentOf(of, input);
    if (!absent) return true;
    // By what was answered, too: under another rule it is asked anew.
    const place = ['absent', of.command, ...Object.keys(input).sort(), by.secret, wordsOf(answer)].join(' ');
    const other = await kept(place, () => asked(by, askedOf(of, absent)));
    return other.status === answer.status && wordsOf(other) === wordsOf(answer);
  }

  return {
    async failuresOf(asked, all) {
      const failures: string[] = [];
      for (const of of asked) {
        const asking = askers.filter((by) => all || childEnv().SOAK || isAsked(of, by));
        // Who may changes what stands there for all: they come one after another.
        const isShared = !isTheirs(of) && !(of.command in questions);
        const alone = asking.filter((by) => isShared && mayOf(of, by));
        const others = asking.filter((by) => !alone.includes(by));
        failures.push(...(await inTurn(others, 2, (by) => failureOf(of, by))));
        failures.push(...(await inTurn(alone, 1, (by) => failureOf(of, by))));
      }
      return failures;
    },
  };
}

/** So many at a time: while the database works for one, this process works for another. */
async function inTurn<T>(all: readonly T[], atOnce: number, ask: (one: T) => Promise<string[]>) {
  const told: string[] = [];
  for (let i = 0; i < all.length; i += atOnce)
    told.push(...(await Promise.all(all.slice(i, i + atOnce).map(ask))).flat());
  return told;
}

const mayOf = ({ may, mayIn }: Case, { role, heldIn }: Walker) =>
  (heldIn === 'everywhere' ? may : mayIn[heldIn]).has(role);

/**
 * Whoever may with the role everywhere is asked in one environment alone: in both, or where the row has none, in one by
 * turns. Of those who may not, one in every third row, by turns over the whole table.
 */
function isAsked(of: Case, { role, heldIn }: Walker): boolean {
  if (heldIn === 'everywhere') return true;
  const row = cases.indexOf(of);
  if (of.may.has(role)) return of.environment !== null || heldIn === places[1 + (row % 2)];
  const others = places.slice(1).flatMap((place) => roles.map((other) => `${other} ${place}`));
  return row % 3 === 0 && others[(row / 3) % others.length] === `${role} ${heldIn}`;
}

async function askerOf(role: Role, heldIn: HeldIn, { id: otherId, others }: Asker): Promise<Walker> {
  const place = heldIn === 'everywhere' ? {} : { environmentId: heldIn };
  const { id } = await makeOperator({ role, ...place });
  const { authenticator: passkey } = await addPasskey(await signedIn(id));
  const own = await applicationsOf(id);
  return { id, role, heldIn, passkey, otherId, own, others, secret: await signIn(id) };
}

async function applicationsOf(ownerId: string): Promise<Record<string, string>> {
  const [production, sandbox] = await Promise.all(
    (['production', 'sandbox'] as const).map((environmentId) => makeApplication({ ownerId, environmentId })),
  );
  return { production: production?.id ?? '', sandbox: sandbox?.id ?? '' };
}

async function signIn(operatorId: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await makeSession(operatorId, { secret });
  return secret;
}

/** What is the asker's own cannot be somebody else's as well. */
const isTheirs = ({ of }: Case) => /^own$|themself|^their own|they are in$/.test(of);

function inputFor(of: Case, whose: Asker): Promise<Input> {
  const make: ((of: Case, by: Asker) => Promise<Input>) | undefined =
    (questions[of.command] as (of: Case, by: Asker) => Promise<never>) ?? subjects[of.command];
  if (of.command.startsWith('scim ')) return Promise.resolve({ id: absentId });
  if (!make) throw new Error(`tests/access makes nothing for ${of.command}`);
  return kept(`${nameOf(of)} of ${whose.id}`, () => make(of, whose));
}

const absentId = '00000000-0000-7000-8000-000000000001';

function absentOf({ command }: Case, input: Input): Input | null {
  if (command === 'readAuditEvent') return { ...input, id: '999999999' };
  if (command === 'readDecision') return { ...input, id: 'GH-0000-0000-0000-0000' };
  if (input.id !== undefined) return { ...input, id: absentId };
  // What is made has no id, and names others: the application, the person, the group.
  const others = Object.entries(input).filter(([, value]) => /^[0-9a-f-]{36}$/.test(String(value)));
  const named = others.filter(([field]) => field.endsWith('Id'));
  if (named.length === 0) return null;
  return { ...input, ...Object.fromEntries(named.map(([field]) => [field, absentId])) };
}

/** By which row whoever asks sees what a creation names: to them it is no secret that it is there. */
const seenBy: Record<string, (of: Case) => string> = {
  applicationId: ({ of, environment }) => `readApplication, ${of}, in ${environment}`,
  operatorId: () => 'readOperator, another',
  ownerId: () => 'readOperator, another',
  groupId: () => 'readGroup, any',
  connectionId: () => 'readConnection, any',
};

function seesWhatItNames(of: Case, by: Walker, input: Input): boolean {
  if (input.id !== undefined) return false;
  const rows = Object.keys(input).flatMap((field) => seenBy[field]?.(of) ?? []);
  return cases.some((row) => rows.includes(nameOf(row)) && mayOf(row, by));
}

/** How it is asked over HTTP. */
function askedOf(of: Case, { id, ...input }: Input): Asked {
  const { environment, command } = of;
  const [door, method = '', path = ''] = command.split(' ');
  if (door === 'scim')
    return {
      method,
      path: `/scim/v2${path.replace('{id}', id ?? '')}`,
      ...(method !== 'GET' && { json: {} }),
    };
  const query = (input.query ?? {}) as Record<string, string>;
  if (door === 'export') {
    const list = method === 'review' ? `reviews/${id}` : method;
    return { method: 'POST', path: `/exports/${list}`, environment, form: { format: 'json', ...query } };
  }
  if (door === 'me') return { method: 'GET', path: '/api/v1/me' };
  const route = routes.find((r) => (r.kind === 'command' ? r.command.name : r.name) === command);
  if (!route) throw new Error(`no door to ${command}`);
  const at = `/api/v1${route.path.replace('{id}', id ?? '')}`;
  if (route.kind === 'command') return { method: 'POST', path: at, json: input };
  return { method: 'GET', path: `${at}?${new URLSearchParams(query)}`, environment };
}

/** Null: they may not. Anything that no row can mean is told as it came. */
function verdictOn({ status, body, text }: Answer, shown: string | undefined): string | null {
  if (status === 401 || body.error === 'forbidden' || body.error === 'not_found') return null;
  // The doors of files answer in plain words.
  if (shown !== undefined && (status === 403 || status === 404)) return null;
  if (shown !== undefined && status === 200) return text.includes(shown) ? 'told' : null;
  if (body.awaitsApproval) return 'waits';
  if (body.error === 'conflict' || body.error === 'already_done') return 'conflict';
  if (status === 200 || status === 201) return body.alreadyDone ? 'done before' : 'done';
  return `${status} ${body.error ?? ''} ${body.message ?? text}`;
}

const wordsOf = ({ text }: Answer) => text.replace(/"reference":"[^"]*"/, '');
