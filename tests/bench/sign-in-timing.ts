/** How long the answer to a refused response takes, by the rule that it broke: what a clock outside could tell. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inflateRawSync } from 'node:zlib';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { makeResponse, type ResponseParameters } from '#dev/idp/response.ts';
import { beginSignIn } from '#lib/auth/login.ts';
import { acceptResponse } from '#lib/auth/sign-in.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { connect, db, setDatabase } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { prepareKeyring } from '#lib/keyrings/register.ts';
import { withRequest } from '#lib/request.ts';
import { makeConnection, makeOperator } from '#prisma/factories.ts';
import { databaseUrls, startCluster } from '#tests/support/cluster.ts';
import { median } from './load.ts';
import { commit } from './report.ts';
import { type Fault, faults, person } from './sign-in-faults.ts';
import { writeSection } from './sign-in-report.ts';

const rounds = 60;
const heading = '## Refusals by rule';
const base = 'http://localhost:3000/saml/acme';
const issuer = 'https://idp.acme.example/metadata';
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Posted {
  milliseconds: number;
  rule: string;
}

const from = <T>(work: () => T) =>
  withRequest({ address: '203.0.113.7', tlsVersion: null, userAgent: 'a browser' }, work);

async function begun() {
  const answer = await from(() => beginSignIn(new Request(`${base}/login`), 'acme'));
  const url = new URL(answer.headers.get('location') ?? '');
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  const cookie = answer.headers.getSetCookie().map((each) => each.split(';', 1)[0]);
  return {
    id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '',
    relayState: url.searchParams.get('RelayState') ?? '',
    cookie: cookie.join('; '),
  };
}

/** Everything is ready before the clock starts: it sees what an outsider's would, from the post to the answer. */
async function post(fault: Fault, right: Omit<ResponseParameters, 'inResponseTo'>): Promise<Posted> {
  const started = await begun();
  const change = await fault.change?.({ ...right, inResponseTo: started.id });
  const message = await makeResponse({ ...right, inResponseTo: started.id, ...change });
  const fields = { SAMLResponse: message, RelayState: started.relayState, ...fault.fields };
  const request = new Request(`${base}/acs`, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(fault.withoutCookie ? {} : { cookie: started.cookie }),
    },
  });
  const before = performance.now();
  const answer = await from(() => acceptResponse(request, 'acme'));
  const milliseconds = performance.now() - before;
  const reference = new URL(answer.headers.get('location') ?? '').searchParams.get('reference') ?? '';
  const event = await db().auditEvent.findUnique({ where: { reference }, select: { code: true } });
  return { milliseconds, rule: event?.code ?? 'accepted' };
}

async function measure(key: SigningKey): Promise<Map<string, number[]>> {
  const encryptFor = (await connectionBySlug('acme'))?.encryptionCert ?? '';
  const right = { key, issuer, acs: `${base}/acs`, audience: `${base}/metadata`, nameId: person };
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    // Another order each time: what the machine does meanwhile falls on all of them alike.
    for (const fault of faults(encryptFor).sort(() => Math.random() - 0.5)) {
      const { milliseconds, rule } = await post(fault, right);
      if (rule !== fault.rule) throw new Error(`${fault.name}: ${rule} in place of ${fault.rule}`);
      // The first rounds compile.
      if (round >= 5) times.set(fault.name, [...(times.get(fault.name) ?? []), milliseconds]);
    }
  }
  return times;
}

function section(times: Map<string, number[]>, load: number): string {
  const rows = [...times].map(([name, ms]) => {
    const sorted = [...ms].sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    return { name, middle: median(ms), cells: `${at(0.05)} | ${at(0.5)} | ${at(0.95)}` };
  });
  rows.sort((a, b) => a.middle - b.middle);
  const ratio = (rows.at(-1)?.middle ?? 0) / (rows[0]?.middle ?? 1);
  return `${heading}

Written by \`node tests/bench/sign-in-timing.ts\`: from the posted form to the answer, with Postgres, ${rounds - 5} posts each in mixed order. ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}, ${cpus()[0]?.model ?? 'unknown processor'} with ${cpus().length} cores, Node.js ${process.version}, load average before it ${load.toFixed(1)}. The slowest median is ${ratio.toFixed(2)} times the fastest.

A refusal is told at a whole multiple of 50 ms after its message came (\`lib/auth/refusals.ts\`). Told at once, the same posts fell into two classes, as measured on 2026-11-23 under a load average of 5: 17 to 30 ms for what is refused before the SAML library, 52 to 63 ms for what is refused behind it, a ratio of 3.6. What a clock can still tell: when the machine is so busy that the work itself passes a multiple, the second class is told one later more often than the first. It says that a message's signatures held, to somebody who had them made. Whether a name exists cannot be asked without an assertion about that name, signed by the connection's IdP; and "no second factor", which has a page of its own anyway, comes after every other rule.

| What is wrong | 5 %, ms | Median, ms | 95 %, ms |
|---|---:|---:|---:|
${rows.map(({ name, cells }) => `| ${name} | ${cells} |`).join('\n')}
`;
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-timing-'));
const load = loadavg()[0] ?? 0;
const cluster = await startCluster();
try {
  const { appUrl, ownerUrl, gateUrl } = databaseUrls(cluster, cluster.template);
  const limits = { SIGN_IN_LIMIT_PER_MINUTE: '1000000', REFUSAL_LIMIT_PER_MINUTE: '1000000' };
  setEnv({
    ...limits,
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    DATABASE_URL: appUrl,
    DATABASE_MIGRATE_URL: ownerUrl,
    DATABASE_GATE_URL: gateUrl,
  });
  setDatabase(connect(appUrl));
  await prepareKeyring();
  const key = await makeSigningKey('Acme IdP');
  const body = key.certificate.replace(/-----[^-]+-----|\s/g, '');
  const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${body}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.acme.example/sso"/></IDPSSODescriptor></EntityDescriptor>`;
  await makeConnection({ slug: 'acme', name: 'Acme', metadata });
  await makeOperator({ connection: 'acme', email: person, role: 'viewer' });
  const text = section(await measure(key), load);
  say(text);
  writeSection(heading, text);
} finally {
  await db().$disconnect();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
