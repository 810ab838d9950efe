import { handOver, makeSetupLink } from '#lib/setup/link.ts';
import { cliActor, options, say } from './terminal/run.ts';

/** For whoever sets a new installation up and has lost the link, or was too slow: makes a new one and ends the former. */
export async function main(args: string[]): Promise<number> {
  options(args, 'setup-link', {}, []);
  const made = await makeSetupLink(cliActor());
  if (made.kind === 'refused') {
    process.stderr.write(`${made.message}\n`);
    return 1;
  }
  for (const line of handOver(made.url, process.stdout.isTTY === true).lines) say(line);
  return 0;
}
