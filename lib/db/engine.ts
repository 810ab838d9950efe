import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type pg from 'pg';
import type { Migration } from './migrations.ts';

// Prisma's own engine as WebAssembly: the native one would be a download that many users' machines do not allow.

type EngineModule = typeof import('@prisma/schema-engine-wasm') & {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
};

const require = createRequire(import.meta.url);
const filters = { externalTables: [], externalEnums: [] };
let loading: Promise<EngineModule> | undefined;

async function loadEngine(): Promise<EngineModule> {
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm'));
  const engine = (await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href)) as EngineModule;
  const wasm = readFileSync(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': withoutLingering(engine),
  });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return engine;
}

/** The engine forgets the timer of its own lock: without this a finished process would live on for 10 s. */
function withoutLingering(engine: EngineModule): WebAssembly.ModuleImports {
  const imports = { ...engine } as unknown as WebAssembly.ModuleImports;
  for (const name of Object.keys(imports).filter((key) => key.startsWith('__wbg_setTimeout_'))) {
    imports[name] = (callback: () => void, milliseconds: number) =>
      setTimeout(callback, milliseconds >>> 0).unref();
  }
  return imports;
}

/** The adapter's own `executeScript` splits at every semicolon, also inside a function's body; Postgres splits better. */
class WholeScripts extends PrismaPg {
  /** What Postgres said; the engine passes on no more than that something failed. */
  complaint: unknown;

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        this.complaint = error;
        throw error;
      }
    };
    return adapter;
  }
}

async function open(scripts: WholeScripts, schema: string): Promise<SchemaEngine> {
  loading ??= loadEngine();
  const { SchemaEngine } = await loading;
  const adapter = bindMigrationAwareSqlAdapterFactory(scripts);
  return SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter);
}

/** Applies what is pending over `pool` and enters it in `_prisma_migrations`, as `prisma migrate deploy` does. */
export async function applyMigrations(
  pool: pg.Pool,
  schema: string,
  migrations: Migration[],
): Promise<string[]> {
  const scripts = new WholeScripts(pool);
  const engine = await open(scripts, schema);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: 'prisma/migrations',
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
      filters,
    });
    return appliedMigrationNames;
  } catch (error) {
    throw scripts.complaint ?? error;
  } finally {
    engine.free();
  }
}

/** The SQL that makes the tables of `schema` from nothing. */
export async function sqlFromSchema(pool: pg.Pool, schema: string): Promise<string> {
  const engine = await open(new WholeScripts(pool), schema);
  try {
    const files = [{ path: 'schema.prisma', content: schema }];
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    });
    return stdout ?? '';
  } finally {
    engine.free();
  }
}
