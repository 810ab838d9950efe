/** Holds the tree to its import table (docs/house.md, with what docs/decisions changed). Reads text; runs nothing. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const rooms = ['app', 'components', 'lib', 'gate', 'worker', 'dev', 'scripts', 'prisma', 'bin', 'tests'];
const files = [
  ...rooms.flatMap((room) => walk(join(root, room))),
  ...['server.ts', 'proxy.ts', 'next.config.ts'].map((f) => join(root, f)),
]
  .filter((f) => /\.(ts|tsx|js|mjs)$/.test(f) && !f.includes('/generated/') && exists(f))
  .map((f) => relative(root, f));

const leaves = [
  'lib/env',
  'lib/log',
  'lib/errors',
  'lib/paths',
  'lib/request',
  'lib/reference',
  'lib/fields',
  'lib/keyset',
  'lib/command-words',
  'lib/lifeline',
  'lib/tls',
  'lib/xml/',
];
/** The table: whose imports, and what they may be (a prefix of the imported path). First match counts; a room may always import itself. */
const table: [from: RegExp, may: string[]][] = [
  [/^lib\/(env|log|errors|paths|request|reference|fields|keyset|command-words|lifeline|tls)\.ts$/, leaves],
  [/^lib\/front-door\.ts$/, leaves],
  [/^lib\/check\//, []],
  [/^lib\/xml\//, leaves],
  [/^lib\/vault\//, leaves],
  [/^lib\/db\//, leaves],
  [/^lib\/live\//, leaves],
  [/^lib\/health\.ts$/, [...leaves, 'lib/db/']],
  [/^lib\/access\//, [...leaves, 'lib/db/']],
  [/^lib\/audit\//, [...leaves, 'lib/access/', 'lib/db/']],
  [/^lib\/keyring\.ts$/, [...leaves, 'lib/db/', 'lib/vault/']],
  [
    /^lib\/command\.ts$/,
    [
      ...leaves,
      'lib/access/',
      'lib/audit/',
      'lib/db/',
      'lib/vault/',
      'lib/factors/proof',
      'lib/factors/require-proof',
      'lib/approvals/digest',
    ],
  ],
  [
    /^lib\/(execute|refuse)\.ts$/,
    [
      ...leaves,
      'lib/command',
      'lib/refuse',
      'lib/keyring',
      'lib/approvals/',
      'lib/factors/require-proof',
      'lib/access/',
      'lib/audit/',
      'lib/db/',
      'lib/vault/',
    ],
  ],
  [
    /^lib\/auth\//,
    [
      ...leaves,
      'lib/approvals/effects',
      'lib/command',
      'lib/execute',
      'lib/refuse',
      'lib/keyring',
      'lib/access/',
      'lib/audit/',
      'lib/db/',
      'lib/vault/',
      'lib/connections/',
      'lib/factors/',
      'lib/operators/',
      'lib/health',
    ],
  ],
  // Part of the corridor: asks whether another person could run what somebody asks for, and runs it for them.
  [
    /^lib\/approvals\//,
    [
      ...leaves,
      'lib/command',
      'lib/execute',
      'lib/refuse',
      'lib/keyring',
      'lib/registry',
      'lib/access/',
      'lib/audit/',
      'lib/db/',
      'lib/factors/',
    ],
  ],
  // A door like lib/auth, and the one place that runs other rooms' commands in a transaction of its own.
  [
    /^lib\/break-glass\//,
    [
      ...leaves,
      'lib/command',
      'lib/execute',
      'lib/refuse',
      'lib/keyring',
      'lib/access/',
      'lib/allow-lists/',
      'lib/audit/',
      'lib/auth/',
      'lib/connections/',
      'lib/db/',
      'lib/factors/',
      'lib/keys/',
      'lib/vault/',
    ],
  ],
  // A door, too: it runs its own commands on people and groups, by a token instead of a session.
  [
    /^lib\/scim\//,
    [
      ...leaves,
      'lib/command',
      'lib/execute',
      'lib/refuse',
      'lib/keyring',
      'lib/access/',
      'lib/applications/effects',
      'lib/assignments/effects',
      'lib/audit/',
      'lib/auth/door',
      'lib/auth/effects',
      'lib/check/token',
      'lib/connections/',
      'lib/db/',
      'lib/duties/effects',
      'lib/operators/',
      'lib/role-requests/effects',
      'lib/role-requests/rules',
      'lib/vault/',
    ],
  ],
  [
    /^lib\/action\.ts$/,
    [...leaves, 'lib/approvals/', 'lib/auth/current', 'lib/command', 'lib/execute', 'lib/factors/'],
  ],
  [/^lib\/(registry|rest|openapi)\.ts$/, ['lib/']],
  // A domain: the corridor, the trail, the judge, the vault, and schema, rules or effects of another domain.
  [
    /^lib\/[a-z-]+\//,
    [
      ...leaves,
      'lib/approvals/caused',
      'lib/approvals/deciders',
      'lib/approvals/effects',
      'lib/approvals/rules',
      'lib/command',
      'lib/execute',
      'lib/refuse',
      'lib/keyring',
      'lib/access/',
      'lib/audit/',
      'lib/auth/place',
      'lib/check/',
      'lib/vault/',
      'lib/db/',
    ],
  ],
  [/^app\//, [...leaves, 'components/', 'lib/']],
  // Primitives without a domain word lean on nothing that has one.
  [/^components\/ui\//, ['components/ui/', 'lib/paths', 'lib/fields', 'lib/keyset']],
  // Settings and the log are the server's: a component may run in a browser.
  [/^components\//, ['components/', 'lib/paths', 'lib/fields', 'lib/keyset', 'lib/command-words']],
  [/^server\.ts$/, [...leaves, 'lib/front-door', 'lib/start', 'lib/auth/limit']],
  [/^proxy\.ts$/, leaves],
  [/^lib\/start\.ts$/, ['lib/']],
  [/^gate\//, [...leaves, 'lib/check/', 'lib/vault/']],
  [/^(worker|scripts)\//, ['lib/']],
  [/^prisma\//, ['lib/']],
  [/^dev\//, ['scripts/', 'lib/', 'prisma/seed']],
  [/^bin\//, ['dev/', 'lib/', 'bin/']],
  [/^tests\//, ['']],
  [/^next\.config\.ts$/, leaves],
];
const domains = readdirSync(join(root, 'lib'), { withFileTypes: true })
  .filter(
    (d) =>
      d.isDirectory() &&
      ![
        'check',
        'access',
        'audit',
        'auth',
        'vault',
        'db',
        'xml',
        'break-glass',
        'scim',
        'approvals',
      ].includes(d.name),
  )
  .map((d) => d.name);

describe('who may import whom', () => {
  it.each(files.filter((f) => !f.startsWith('tests/')))('%s keeps to the table', (file) => {
    expect(importsOf(file).flatMap((target) => (allowed(file, target) ? [] : [target]))).toEqual([]);
  });

  it('nothing imports a test', () => {
    expect(
      files.filter((f) => !f.startsWith('tests/') && importsOf(f).some((t) => t.startsWith('tests/'))),
    ).toEqual([]);
  });

  it('a domain reads another one through its schema, rules, kind or effects only', () => {
    const wrong = files
      .filter((f) => domains.some((d) => f.startsWith(`lib/${d}/`)))
      .flatMap((f) =>
        importsOf(f)
          .filter(
            (t) =>
              domains.some((d) => t.startsWith(`lib/${d}/`) && !f.startsWith(`lib/${d}/`)) &&
              !/\/([a-z]+-)?(schema|rules|kind|effects|queries)\.ts$/.test(t),
          )
          .map((t) => `${f} -> ${t}`),
      );
    expect(wrong).toEqual([]);
  });

  it('the browser gets schemas and paths, never a domain’s server side', () => {
    const wrong = files
      .filter((f) => f.startsWith('components/'))
      .flatMap((f) =>
        valueImportsOf(f)
          .filter(
            (t) =>
              t.startsWith('lib/') &&
              !leaves.some((l) => t.startsWith(l)) &&
              !/^lib\/[a-z-]+\/([a-z]+-)?(schema|rules)\.ts$/.test(t) &&
              t !== 'lib/access/roles.ts',
          )
          .map((t) => `${f} -> ${t}`),
      );
    expect(wrong).toEqual([]);
  });

  it('the judge needs node:crypto and, to compile a policy, ipaddr.js: nothing else', () => {
    const packages = new Set(files.filter((f) => f.startsWith('lib/check/')).flatMap(packagesOf));
    expect([...packages].filter((p) => !['node:crypto', 'ipaddr.js'].includes(p))).toEqual([]);
  });

  it('the gate brings neither Prisma, CASL, Next nor zod', () => {
    const packages = files.filter((f) => f.startsWith('gate/')).flatMap(packagesOf);
    expect(
      [...new Set(packages)].filter((p) => !p.startsWith('node:') && !['pg', 'prom-client'].includes(p)),
    ).toEqual([]);
  });
});

describe('one place each', () => {
  const pins: [what: string, pattern: RegExp, where: RegExp][] = [
    ['process.env is read', /process\.env\b(?!\.GATEHOUSE_KEY)/, /^(lib\/env\.ts|bin\/)/],
    ['a transaction is opened', /\$transaction\b/, /^lib\/(command|execute)\.ts$|^lib\/db\//],
    ['the trail is written', /auditEvent\s*\.\s*(create|update|delete|upsert)/, /^lib\/audit\/record\.ts$/],
    ['access becomes a query', /accessibleBy/, /^lib\/access\/scope\.ts$/],
    [
      'next/headers is used',
      /from 'next\/headers'/,
      /^(lib\/auth\/current\.ts|app\/|components\/ui\/nonce\.ts)/,
    ],
  ];
  it.each(pins)('%s in one place', (_, pattern, where) => {
    expect(files.filter((f) => !f.startsWith('tests/') && !where.test(f) && pattern.test(code(f)))).toEqual(
      [],
    );
  });
});

describe('sizes and names', () => {
  it('no file of the product is longer than 250 lines', () => {
    expect(files.filter((f) => !f.startsWith('tests/') && read(f).split('\n').length > 251)).toEqual([]);
  });

  it('no folder is called by what it has not been sorted into', () => {
    const banned = /(^|\/)(utils|helpers|services|repositories|types|common|core)(\/|$)/;
    expect([...new Set(files.map(dirname))].filter((d) => banned.test(d))).toEqual([]);
  });

  it('no barrel file stands anywhere', () => {
    expect(files.filter((f) => /(^|\/)index\.(ts|tsx|js)$/.test(f))).toEqual([]);
  });
});

function allowed(file: string, target: string): boolean {
  const room = file.startsWith('lib/') ? file.split('/').slice(0, 2).join('/') : file.split('/')[0];
  if (target.startsWith(`${room}/`)) return true;
  if (
    file.startsWith('lib/') &&
    domains.includes(target.split('/')[1] ?? '') &&
    domains.includes(file.split('/')[1] ?? '')
  )
    return true;
  if (file.startsWith('lib/') && /^lib\/auth\/effects\.ts$/.test(target)) return true;
  if (file.startsWith('app/') && /^lib\/(db|check)\//.test(target)) return target === 'lib/check/explain.ts';
  if (file.startsWith('components/') && target.startsWith('lib/')) return true; // held by the rule on the browser below
  if (file.startsWith('components/') && target.startsWith('app/'))
    return target.endsWith('actions.ts') || target.endsWith('environment.ts');
  const row = table.find(([from]) => from.test(file));
  return row?.[1].some((prefix) => target.startsWith(prefix)) ?? false;
}

function importsOf(file: string): string[] {
  return specifiers(file, /(?:from|import)\s*\(?\s*'([^']+)'/g);
}

function valueImportsOf(file: string): string[] {
  const text = code(file).replace(/import type [^;]*;/g, '');
  return resolveAll(
    file,
    [...text.matchAll(/from\s+'([^']+)'/g)].map((m) => m[1] ?? ''),
  );
}

function specifiers(file: string, pattern: RegExp): string[] {
  return resolveAll(
    file,
    [...code(file).matchAll(pattern)].map((m) => m[1] ?? ''),
  );
}

function resolveAll(file: string, found: string[]): string[] {
  return found.flatMap((s) =>
    s.startsWith('#')
      ? [s.slice(1)]
      : s.startsWith('.')
        ? [relative(root, resolve(root, dirname(file), s))]
        : [],
  );
}

function packagesOf(file: string): string[] {
  return [...code(file).matchAll(/from\s+'([^'#.][^']*)'/g)].map((m) => m[1] ?? '');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

// Comments may speak of what code may not do.
function code(file: string): string {
  return read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function walk(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? walk(join(folder, e.name)) : [join(folder, e.name)],
  );
}
