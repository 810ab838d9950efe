import type { Command } from '../command.ts';

/** The command that a request names. Looked up late: the registry lists the commands of this room, too. */
export async function commandNamed(name: string): Promise<Command | null> {
  const { byName } = await import('../registry.ts');
  return byName.get(name) ?? null;
}
