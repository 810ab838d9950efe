import type { Env } from '#lib/env.ts';
import { demoPassword, demoPeople } from './idp/people.ts';
import { say } from './progress.ts';

export interface PanelFacts {
  env: Env;
  idpUrl: string | undefined;
  /** How a new installation is set up; null where somebody is an operator already. */
  setup: string[] | null;
}

/** The one picture at the end of the start: where everything is, and who may sign in. */
export function panel({ env, idpUrl, setup }: PanelFacts): void {
  const addresses = [
    ['Console', env.publicUrl],
    ['Gate', env.gateUrl],
    ...(idpUrl ? [['Dev IdP', idpUrl]] : []),
    ['Data', env.dataDir],
  ];
  const lines = ['', 'Gatehouse is running.', '', ...table(addresses), ''];
  if (idpUrl) lines.push(...people());
  else if (setup) lines.push(...setup, '', ...orByHand());
  lines.push('Ctrl-C ends everything.', '');
  for (const line of lines) say(line === '' ? '' : `  ${line}`);
}

function people(): string[] {
  const rows = demoPeople.map(({ email, name, role }) => [email, name, role ?? 'no operator yet']);
  return [
    'Sign in at the console as one of these people:',
    '',
    ...table(rows),
    '',
    `Everybody's password is ${demoPassword}; the dev IdP's page shows each one's current code.`,
    '',
  ];
}

function orByHand(): string[] {
  return [
    'Or from the command line:',
    '',
    'npx gatehouse connection add --metadata FILE-or-URL --name company --enable',
    'npx gatehouse operator add --connection company --email you@example.com --role account-owner',
    '',
  ];
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
