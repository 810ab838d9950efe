/**
 * The only reader of `process.env`. Every variable is named here once, with its default, what it should be
 * and an example; a wrong one stops the start with a sentence per variable (see `EnvError`).
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  cidrs,
  isUrl,
  pemFile,
  port,
  postgresUrl,
  splitList,
  type Variable,
  variable,
  whole,
} from './env-shapes.ts';

/** name -> parser, what it should be, example. The key is the variable's name. */
const variables = {
  NODE_ENV: variable(
    z.enum(['production', 'development', 'test']).default('production'),
    'production, development or test',
    'production',
  ),
  HOST: variable(
    z
      .string()
      .refine((v) => isIP(v) !== 0)
      .default('127.0.0.1'),
    'an IP address to listen on',
    '127.0.0.1',
  ),
  PORT: port(3000).default('3000'),
  GATE_PORT: port(8080).default('8080'),
  GATE_ADMIN_PORT: port(8081).default('8081'),
  IDP_PORT: port(7000).default('7000'),
  DATABASE_PORT: port(5433).default('5433'),
  DATA_DIR: variable(z.string().min(1).default('.gatehouse'), 'a folder', '.gatehouse'),
  PUBLIC_URL: variable(
    z
      .string()
      .refine((v) => isUrl(v, ['http:', 'https:']) && new URL(v).pathname === '/')
      .optional(),
    'the address in the browser, without a path',
    'https://gatehouse.example.com',
  ),
  GATE_URL: variable(
    z
      .string()
      .refine((v) => isUrl(v, ['http:', 'https:']))
      .optional(),
    'the address at which callers reach the gate',
    'https://gate.example.com',
  ),
  DATABASE_URL: postgresUrl('postgres://gatehouse_app:secret@db.example.com:5432/gatehouse').optional(),
  DATABASE_MIGRATE_URL: postgresUrl(
    'postgres://gatehouse_owner:secret@db.example.com:5432/gatehouse',
  ).optional(),
  DATABASE_GATE_URL: postgresUrl('postgres://gatehouse_gate:secret@db.example.com:5432/gatehouse').optional(),
  TRUSTED_PROXIES: cidrs('10.0.4.0/24,2001:db8::/48'),
  // Beside public addresses: where an IdP inside may be read from.
  METADATA_ALLOWED_NETWORKS: cidrs('10.20.0.0/24'),
  TLS_CERT_FILE: pemFile('tls.crt'),
  TLS_KEY_FILE: pemFile('tls.key'),
  SESSION_IDLE_MINUTES: whole(1, 1440, 'minutes', 15).default('15'),
  SESSION_ABSOLUTE_HOURS: whole(1, 168, 'hours', 12).default('12'),
  PROOF_MINUTES: whole(1, 1440, 'minutes', 10).default('10'),
  SIGN_IN_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'attempts per address', 60).default('60'),
  DOOR_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'requests without a session per address', 300).default('300'),
  // Counts whoever asks, signed in or not: many people behind one address need more.
  PAGE_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'requests per address', 1200).default('1200'),
  // Of one session; over all sessions of a person twice that.
  FACTOR_TRIES_PER_MINUTE: whole(1, 1_000_000, 'tries with a code', 5).default('5'),
  // Of one person, whatever the session.
  WRONG_CODES_PER_HOUR: whole(1, 1_000_000, 'wrong codes of one person', 20).default('20'),
  BREAK_GLASS_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'tries per address and per account', 20).default('20'),
  REFUSAL_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'recorded refusals per address', 60).default('60'),
  SERVICE_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'requests per service account', 600).default('600'),
  PROVISIONING_LIMIT_PER_MINUTE: whole(1, 1_000_000, 'requests per provisioning token', 1500).default('1500'),
  LIVE_STREAM_LIMIT: whole(1, 100_000, 'open event streams of one console process', 2000).default('2000'),
  // smtps: is TLS from the first byte; smtp: must be raised to TLS, but on loopback (lib/mail/transport.ts).
  SMTP_URL: variable(
    z
      .string()
      .refine((v) => isUrl(v, ['smtp:', 'smtps:']) && /^\/?$/.test(new URL(v).pathname) && !/[?#]/.test(v))
      .optional(),
    'the address of a mail server, without a path or options',
    'smtps://gatehouse:secret@mail.example.com:465',
  ),
  MAIL_FROM: variable(
    z.email().max(254).optional(),
    'an e-mail address that the mail server sends from',
    'gatehouse@example.com',
  ),
  // Seconds that a gate goes on with its last policy while Postgres is away.
  GATE_LEASE_SECONDS: whole(10, 86_400, 'seconds', 300).default('300'),
  GATE_WORKERS: whole(1, 64, 'processes', 1).default('1'),
  GATE_ENVIRONMENT: variable(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/)
      .optional(),
    'the only environment this gate serves',
    'production',
  ),
  LOG_LEVEL: variable(
    z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    'silent, error, warn, info or debug',
    'info',
  ),
} satisfies Record<string, Variable>;

/** Thrown by `readEnv`; `lines` name each wrong variable, what it should be and an example. */
export class EnvError extends Error {
  readonly lines: string[];
  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.name = 'EnvError';
    this.lines = lines;
  }
}

export type Env = ReturnType<typeof readEnv>;

/** Parses and checks the environment. Throws `EnvError`; never prints a value, which may be a secret. */
export function readEnv(source: Record<string, string | undefined> = process.env) {
  const lines: string[] = [];
  const read = <K extends keyof typeof variables>(name: K): z.output<(typeof variables)[K]['parser']> => {
    const { parser, shape, example } = variables[name] as Variable;
    const raw = source[name] === '' ? undefined : source[name];
    const parsed = parser.safeParse(raw);
    if (!parsed.success)
      lines.push(
        `${name} ${raw === undefined ? 'is missing' : 'is wrong'}: it should be ${shape}, for example ${name}=${example}`,
      );
    return parsed.data as z.output<(typeof variables)[K]['parser']>;
  };
  const PORT = read('PORT');
  const GATE_PORT = read('GATE_PORT');
  const [certFile, keyFile] = [read('TLS_CERT_FILE'), read('TLS_KEY_FILE')];
  const local = `${certFile ? 'https' : 'http'}://localhost`;
  const env = {
    nodeEnv: read('NODE_ENV'),
    host: read('HOST'),
    port: PORT,
    gatePort: GATE_PORT,
    gateAdminPort: read('GATE_ADMIN_PORT'),
    idpPort: read('IDP_PORT'),
    databasePort: read('DATABASE_PORT'),
    dataDir: resolve(read('DATA_DIR') ?? '.gatehouse'),
    publicUrl: (read('PUBLIC_URL') ?? `${local}:${PORT}`).replace(/\/$/, ''),
    gateUrl: (read('GATE_URL') ?? `${local}:${GATE_PORT}`).replace(/\/$/, ''),
    databaseUrl: read('DATABASE_URL'),
    databaseMigrateUrl: read('DATABASE_MIGRATE_URL'),
    databaseGateUrl: read('DATABASE_GATE_URL'),
    trustedProxies: splitList(read('TRUSTED_PROXIES') ?? ''),
    metadataAllowedNetworks: splitList(read('METADATA_ALLOWED_NETWORKS') ?? ''),
    tlsCertFile: certFile && resolve(certFile),
    tlsKeyFile: keyFile && resolve(keyFile),
    sessionIdleMinutes: read('SESSION_IDLE_MINUTES'),
    sessionAbsoluteHours: read('SESSION_ABSOLUTE_HOURS'),
    proofMinutes: read('PROOF_MINUTES'),
    signInLimitPerMinute: read('SIGN_IN_LIMIT_PER_MINUTE'),
    doorLimitPerMinute: read('DOOR_LIMIT_PER_MINUTE'),
    pageLimitPerMinute: read('PAGE_LIMIT_PER_MINUTE'),
    factorTriesPerMinute: read('FACTOR_TRIES_PER_MINUTE'),
    wrongCodesPerHour: read('WRONG_CODES_PER_HOUR'),
    breakGlassLimitPerMinute: read('BREAK_GLASS_LIMIT_PER_MINUTE'),
    refusalLimitPerMinute: read('REFUSAL_LIMIT_PER_MINUTE'),
    serviceLimitPerMinute: read('SERVICE_LIMIT_PER_MINUTE'),
    provisioningLimitPerMinute: read('PROVISIONING_LIMIT_PER_MINUTE'),
    liveStreamLimit: read('LIVE_STREAM_LIMIT'),
    smtpUrl: read('SMTP_URL'),
    mailFrom: read('MAIL_FROM'),
    gateLeaseSeconds: read('GATE_LEASE_SECONDS'),
    gateWorkers: read('GATE_WORKERS'),
    gateEnvironment: read('GATE_ENVIRONMENT'),
    logLevel: read('LOG_LEVEL'),
  };
  if (lines.length > 0) throw new EnvError(lines);
  return env;
}

/**
 * The three addresses of a database of one's own: whoever sets one must set all. Each process later gets its own alone.
 * Throws `EnvError` naming each missing one.
 */
export function databaseUrls({ databaseUrl, databaseMigrateUrl, databaseGateUrl }: Env) {
  if (databaseUrl && databaseMigrateUrl && databaseGateUrl) {
    return { appUrl: databaseUrl, ownerUrl: databaseMigrateUrl, gateUrl: databaseGateUrl };
  }
  const given = {
    DATABASE_URL: databaseUrl,
    DATABASE_MIGRATE_URL: databaseMigrateUrl,
    DATABASE_GATE_URL: databaseGateUrl,
  };
  const missing = (Object.keys(given) as (keyof typeof given)[]).filter((name) => !given[name]);
  throw new EnvError(
    missing.map(
      (name) =>
        `${name} is missing: the three database addresses belong together, for example ${name}=${variables[name].example}`,
    ),
  );
}

let cached: Env | undefined;
/** The environment of this process, read once. Throws `EnvError`. */
export function env(): Env {
  cached ??= readEnv();
  return cached;
}

/** Forgets the cached environment, so that the next `env()` reads again: for `up`, which sets URLs for its children. */
export function setEnv(values: Record<string, string>): void {
  Object.assign(process.env, values);
  cached = undefined;
}

/** What a child process inherits: this environment with `extra` over it. */
export function childEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}

/** True for this machine alone. A name such as 127.0.0.1.example.com is a domain of somebody's, not an address. */
export function isLoopbackHost(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '');
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** True when both the listeners and the address in the browser are loopback: the only place a dev IdP may live. */
export function isLoopbackOnly(e: Pick<Env, 'host' | 'publicUrl'>): boolean {
  const { hostname } = new URL(e.publicUrl);
  return isLoopbackHost(e.host) && isLoopbackHost(hostname);
}
