import { hostname, userInfo } from 'node:os';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { z } from 'zod';
import { accessOfMachine, type Reader } from '#lib/access/ability.ts';
import type { Actor } from '#lib/access/actor.ts';
import type { Command } from '#lib/command.ts';
import { execute } from '#lib/execute.ts';

/** Something the person at the terminal can mend; printed as it is, exit code 2. */
export class Usage extends Error {}

/** The command line walks the same corridor as its own actor, which carries OS user and host. */
export function cliActor(): Actor & { kind: 'cli' } {
  const name = `${userInfo().username}@${hostname()}`;
  return { kind: 'cli', id: name, name };
}

/** What the command line may read. */
export function cliReader(environment = 'production'): Reader {
  return { access: accessOfMachine('cli'), operatorId: '', environment, now: new Date() };
}

const always = { recovery: { type: 'boolean', default: false } } as const;

/**
 * Parses options; an unknown or missing one becomes a sentence with the usage. --recovery is every command's: whether
 * one needs it depends on what it is about to do, and when.
 */
export function options<T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  usage: string,
  config: T,
  required: (keyof T & string)[],
) {
  try {
    const known: T & typeof always = { ...config, ...always };
    const { values } = parseArgs({ args, options: known, strict: true, allowPositionals: false });
    const missing = required.filter((name) => (values as Record<string, unknown>)[name] === undefined);
    if (missing.length > 0) throw new Usage(`--${missing[0]} is missing.`);
    return values;
  } catch (error) {
    throw new Usage(
      `${error instanceof Error ? error.message.split('. ')[0] : error}\nUsage: gatehouse ${usage}`,
    );
  }
}

/** Runs a command and prints its outcome; returns the exit code. Without `given` no script reaches the corridor. */
export async function runCommand<I extends z.ZodType, R extends object>(
  given: { recovery?: boolean | undefined },
  command: Command<I, R>,
  input: z.input<I>,
  print: (result: R) => void,
): Promise<number> {
  const outcome = await execute(command, cliActor(), input, {
    origin: { channel: 'cli', address: null, userAgent: null },
    recovery: given.recovery === true,
  });
  switch (outcome.kind) {
    case 'done':
      print(outcome.result);
      return 0;
    case 'invalid':
      for (const [field, sentence] of Object.entries(outcome.fields))
        process.stderr.write(`${field}: ${sentence}\n`);
      if (Object.keys(outcome.fields).length === 0) process.stderr.write(`${outcome.message}\n`);
      return 2;
    case 'refused':
      process.stderr.write(`${outcome.message}\nReference ${outcome.reference}\n`);
      return 1;
    default:
      process.stderr.write('That was done already. Nothing was changed.\n');
      return 1;
  }
}

/** One line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
