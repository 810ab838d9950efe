import type { KeyActions } from '#components/keys/key-verbs.ts';
import type { Reason } from '#lib/check/checks.ts';
import type { Facts, ListFacts } from '#lib/check/facts.ts';
import type { KeyStateShown } from '#lib/keys/queries.ts';
import { paths } from '#lib/paths.ts';

export interface WayOut {
  title: string;
  detail?: string;
  /** Where this viewer can do it; without one it is somebody else's to do. */
  href?: string;
}

export interface Circumstances {
  facts: Facts;
  /** The list that refused, where a list did. */
  list: ListFacts | null;
  /** What this viewer may do to the key now; null where there is no key or it is not theirs. */
  actions: KeyActions | null;
  /** Its state now, which may no longer be what the gate met. */
  stateNow: KeyStateShown | undefined;
  mayCreateKey: boolean;
}

/** What would let such a call pass: only what follows from the reason, and a link only where the viewer may do it. */
export function waysOut(reason: Reason, cx: Circumstances): WayOut[] {
  const { stateNow } = cx;
  if ((stateNow === 'revoked' || stateNow === 'expired') && reason !== stateNow)
    return [
      { title: `The key is ${stateNow} by now`, detail: 'nothing lets it pass again', ...openKey(cx) },
      newKey(cx),
    ];
  return ways[reason](cx);
}

const newKey = ({ mayCreateKey }: Circumstances): WayOut => ({
  title: 'Create a new key',
  detail: 'and hand its token to this caller',
  ...(mayCreateKey && { href: paths.newKey }),
});
const openKey = ({ facts, actions }: Circumstances): Pick<WayOut, 'href'> =>
  facts.key && actions ? { href: paths.key(facts.key.id) } : {};

const ways: Record<Reason, (cx: Circumstances) => WayOut[]> = {
  no_credential: () => [
    {
      title: 'Send the token with the call',
      detail: 'as Authorization: Bearer, or as X-Api-Key; a proxy in between must pass it on',
    },
  ],
  malformed: () => [
    {
      title: 'Send the token exactly as it was shown',
      detail:
        'it begins with gth_; a cut or changed character breaks its checksum, and two different tokens count as none',
    },
  ],
  unknown: () => [
    {
      title: 'Use the current token of the key',
      detail: 'this one was never made here, or its rotation has ended and it was removed',
    },
  ],
  kind: ({ facts }) => [
    {
      title: `Use a ${facts.call.kinds.join(' or ')} key for this call`,
      detail: facts.key ? `${facts.key.name} is a ${facts.key.kind} key` : undefined,
    },
  ],
  suspended: ({ actions }) => [
    { title: 'Resume the key', detail: 'with the same tokens', href: hrefOf(actions, 'resume') },
  ],
  revoked: (cx) => [
    { title: 'Nothing lets this key pass again', detail: 'a revoked key stays revoked', ...openKey(cx) },
    newKey(cx),
  ],
  expired: (cx) => [
    { title: 'Nothing lets this key pass again', detail: 'an expired key is not prolonged', ...openKey(cx) },
    newKey(cx),
  ],
  overlap_ended: (cx) => [
    {
      title: 'Bring the current token to this caller',
      detail: 'the key goes on; only its old token has ended',
      ...openKey(cx),
    },
  ],
  environment: ({ facts }) => [
    {
      title: `Use a key of ${facts.call.environments.filter((e) => e !== facts.key?.environmentId).join(' and ')}`,
      detail: `${facts.key?.name ?? 'this key'} belongs to ${facts.key?.environmentId ?? 'another environment'}`,
    },
  ],
  tls: ({ facts }) => [
    ...(facts.call.tlsVersion
      ? []
      : [
          {
            title: 'Let the proxy state X-Forwarded-Tls-Version',
            detail: 'the gate does not know the version; a proxy named in TRUSTED_PROXIES may say it',
          },
        ]),
    {
      title: `Call with TLS ${facts.key?.minTlsVersion ?? '1.2'} or newer`,
      detail: `this caller used ${facts.call.tlsVersion ?? 'an unknown version'}`,
    },
  ],
  address: (cx) => listWays(cx, cx.facts.call.source.address),
  domain: (cx) => listWays(cx, cx.facts.call.domain),
  scope: ({ facts }) => [
    {
      title: `Use a key that holds ${facts.call.scope}`,
      detail: `${facts.key?.name ?? 'this key'} does not`,
    },
  ],
};

function listWays({ facts, list, actions }: Circumstances, missing: string | null): WayOut[] {
  const owner = list?.owner ?? 'key';
  const href =
    owner === 'key'
      ? hrefOf(actions, 'allow-list')
      : owner === 'application' && facts.key
        ? paths.application(facts.key.applicationId)
        : undefined;
  return [
    missing
      ? { title: `Put ${missing} on the ${owner}’s list`, detail: 'if it is who it should be', href }
      : {
          title: 'Send an Origin or Referer that is on the list',
          detail: 'where domains are named, a call without one is refused',
        },
    {
      title: `Put the ${owner}’s list to observe`,
      detail: 'then every call passes it, and what it would refuse is only logged',
      href,
    },
  ];
}

function hrefOf(actions: KeyActions | null, verb: 'resume' | 'allow-list'): string | undefined {
  const action = actions?.[verb];
  return action && !action.blocked ? action.href : undefined;
}
