// Runs under the pinned Node: finds the script of a command, runs it, and turns what it throws into sentences.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adoptLocalDatabase } from '../dev/local-database.ts';
import { EnvError } from '../lib/env.ts';

const scripts = fileURLToPath(new URL('../scripts/', import.meta.url));
const names = readdirSync(scripts)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort();

// `gatehouse doctor | head` closes the pipe early; that is no fault.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await run(process.argv.slice(2));
// A pool or a timer that a script left open must not hold the terminal.
process.exit();

async function run(args) {
  // `connection add` is the file connection-add.ts; `migrate` is migrate.ts.
  const words = args.length > 1 && names.includes(`${args[0]}-${args[1]}`) ? 2 : 1;
  const name = args.slice(0, words).join('-');
  if (!names.includes(name) || !existsSync(join(scripts, `${name}.ts`))) return list(args[0]);
  let close = async () => {};
  try {
    close = await adoptLocalDatabase();
    const { main } = await import(join(scripts, `${name}.ts`));
    return await main(args.slice(words));
  } catch (error) {
    return complain(error);
  } finally {
    await close();
  }
}

function list(asked) {
  const wantsHelp = asked === undefined || asked === 'help' || asked === '--help';
  const out = wantsHelp ? process.stdout : process.stderr;
  if (!wantsHelp) out.write(`There is no command "${asked}".\n`);
  out.write('gatehouse <command>, where the command is one of:\n');
  for (const name of ['up', ...names].sort()) out.write(`  ${name.replace('-', ' ')}\n`);
  return wantsHelp ? 0 : 2;
}

function complain(error) {
  if (error instanceof EnvError) {
    process.stderr.write(`${error.lines.join('\n')}\n`);
    return 2;
  }
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return error?.constructor?.name === 'Usage' ? 2 : 1;
}
