/** Promise: "why was this refused?" is answered by the checks that refused it, run again over what the gate saw. */
import type { AllowList } from './allow-list.ts';
import {
  admitsAddress,
  admitsDomain,
  checks,
  type ListRule,
  type Matter,
  type Reason,
  type StepName,
} from './checks.ts';
import { cidrHolds, domainHolds, type Facts, matterFrom } from './facts.ts';
import { parseAddress, parseRange } from './ip.ts';
import type { Token } from './snapshot.ts';

export interface Evidence {
  entry: string;
  verdict: 'holds it' | 'does not hold it' | 'other family';
  list: AllowList['owner'];
}

export interface Step {
  name: StepName;
  status: 'passed' | 'stopped' | 'skipped';
  text: string;
  evidence?: Evidence[];
  /** A sentence below the evidence. */
  note?: string;
}

/** One sentence per reason, for the headline. Operators only: the caller is told a reference and nothing else. */
export const reasonText: Record<Reason, string> = {
  no_credential: 'No key was sent',
  malformed: 'What was sent is not a key of this installation',
  unknown: 'The key is not known',
  kind: 'This kind of key is not for this call',
  suspended: 'The key is suspended',
  revoked: 'The key is revoked',
  expired: 'The key has expired',
  overlap_ended: 'The old token’s overlap has ended',
  environment: 'The key belongs to another environment',
  tls: 'The TLS version is too old, or not known',
  address: 'The address is not on the allow-list',
  domain: 'The domain is not on the allow-list',
  scope: 'The key lacks the scope',
};

/** Walks the same table of checks over the facts of a decision record. */
export function explain(facts: Facts): Step[] {
  const matter = matterFrom(facts);
  const steps: Step[] = [];
  let isStopped = false;
  for (const { step: name, judge } of checks) {
    const reason: Reason | null = isStopped ? null : judge(matter);
    if (isStopped) steps.push({ name, status: 'skipped', text: 'not reached' });
    else steps.push({ name, status: reason ? 'stopped' : 'passed', ...tell[name](matter, reason, facts) });
    isStopped ||= reason !== null;
  }
  return steps;
}

type Told = Omit<Step, 'name' | 'status'>;

const tell: Record<StepName, (matter: Matter, reason: Reason | null, facts: Facts) => Told> = {
  Key: ({ shape }, _reason, { call }) => ({
    text: {
      none: 'no credential was sent',
      malformed: 'not well-formed, or its checksum does not hold',
      whole: `well-formed, checksum holds · ${call.tokenId}…`,
    }[shape],
  }),
  'Look-up': ({ token, call }, reason) => {
    if (!token) return { text: 'no key has this digest' };
    if (reason === 'kind')
      return {
        text: `${token.key.name} is a ${token.key.kind} key; this call takes ${either(call.kinds)} keys`,
      };
    return { text: `known by its digest · ${token.key.name}` };
  },
  'State and times': ({ token, now }, reason) => ({ text: token ? stateText(token, now, reason) : '' }),
  Environment: ({ token, call }, reason) => {
    const own = token?.key.environmentId;
    if (reason)
      return {
        text: `${own} key where only ${either(call.environments.filter((e) => e !== own))} keys pass`,
      };
    return {
      text:
        call.environments.length > 0 ? `${own} key, as asked` : `${own} key, any environment is served here`,
    };
  },
  TLS: ({ token, call }, reason) => ({
    text: call.tlsVersion
      ? `${call.tlsVersion}, at least ${token?.key.minTlsVersion} asked`
      : `not known to the gate, at least ${token?.key.minTlsVersion} asked${reason ? ': it has to be shown' : ''}`,
  }),
  'Source address': (matter, reason, facts) => ({
    ...addressTold(matter, reason, facts),
    note: sourceNote(facts),
  }),
  Domain: (matter, reason) => domainTold(matter, reason),
  Scope: ({ call }, reason) => {
    if (call.scope === null) return { text: 'no scope asked' };
    return { text: reason ? `the key does not hold ${call.scope}` : `holds ${call.scope}` };
  },
};

const either = (words: readonly string[]) => words.join(' or ');

function stateText({ key, endsAt }: Token, now: number, reason: Reason | null): string {
  if (reason === 'overlap_ended')
    return endsAt === null
      ? 'an old token without an end'
      : `the overlap of this old token ended ${stamp(endsAt)}`;
  if (reason === 'expired' && key.expiresAt !== null && key.expiresAt <= now)
    return `expired ${stamp(key.expiresAt)}`;
  if (reason) return key.state;
  const times =
    key.expiresAt === null ? 'active, never expires' : `active, expires in ${span(key.expiresAt - now)}`;
  return endsAt === null ? times : `${times} · old token, its overlap ends in ${span(endsAt - now)}`;
}

const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

function addressTold({ token, call }: Matter, reason: Reason | null, facts: Facts): Told {
  const lists = (token?.key.lists ?? []).filter((list) => list.mode !== 'off');
  const { text: said, address } = call.source;
  const refusing = refusedBy(lists, admitsAddress, call);
  if (reason && refusing?.cidrs.length === 0)
    return { text: `the ${refusing.owner}’s list is enforced and empty: it refuses every call` };
  const family = address?.family;
  const evidence = lists.flatMap((list) =>
    list.cidrs.map((entry): Evidence => {
      const other = family !== undefined && parseRange(entry)?.family !== family;
      return {
        entry,
        list: list.owner,
        verdict: cidrHolds(entry, call.source) ? 'holds it' : other ? 'other family' : 'does not hold it',
      };
    }),
  );
  const observed = observedNote(lists, admitsAddress, call);
  if (reason)
    return {
      text: `no entry of the ${refusing?.owner}’s list holds ${said}${more(facts, refusing)}`,
      evidence,
    };
  if (evidence.length === 0) return { text: `${said}, no list asks for an address${observed}` };
  return { text: `${said}, held by every enforced list${observed}`, evidence };
}

function domainTold({ token, call }: Matter, reason: Reason | null): Told {
  const lists = (token?.key.lists ?? []).filter((list) => list.mode !== 'off');
  const evidence = lists.flatMap((list) =>
    list.domains.map(
      (entry): Evidence => ({
        entry,
        list: list.owner,
        verdict: domainHolds(entry, call.domain) ? 'holds it' : 'does not hold it',
      }),
    ),
  );
  const observed = observedNote(lists, admitsDomain, call);
  if (evidence.length === 0) return { text: 'no list asks for a domain' };
  if (!reason)
    return { text: `${call.domain ?? 'none named'}, held by every enforced list${observed}`, evidence };
  const owner = refusedBy(lists, admitsDomain, call)?.owner;
  return {
    text: call.domain
      ? `no entry of the ${owner}’s list holds ${call.domain}`
      : 'neither Origin nor Referer names a host',
    evidence,
  };
}

function refusedBy(
  lists: readonly AllowList[],
  admits: ListRule,
  call: Matter['call'],
): AllowList | undefined {
  return lists.find((list) => list.mode === 'enforce' && !admits(list, call));
}

function observedNote(lists: readonly AllowList[], admits: ListRule, call: Matter['call']): string {
  const owners = lists
    .filter((list) => list.mode === 'observe' && !admits(list, call))
    .map((list) => list.owner);
  return owners.length > 0
    ? ` · the ${owners.join('’s and the ')}’s list, in observe mode, would refuse it`
    : '';
}

function more(facts: Facts, refusing: AllowList | undefined): string {
  const omitted = facts.key?.lists.find((list) => list.owner === refusing?.owner)?.omitted ?? 0;
  return omitted > 0 ? `; ${omitted} further entries, which do not hold it either, are not shown` : '';
}

function sourceNote({ call: { source } }: Facts): string {
  if (source.by === 'forwarded')
    return `The address was taken from X-Forwarded-For, set by the trusted proxy ${source.proxy}.`;
  if (source.by === 'stated') return 'The address was stated by the asker of /v1/check.';
  return parseAddress(source.address)
    ? 'The address is that of the connection itself.'
    : 'The connection had no readable address.';
}
