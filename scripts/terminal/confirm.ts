import { createInterface } from 'node:readline/promises';

/** True when somebody at a terminal typed yes; false where nobody could. */
export async function confirmed(question: string): Promise<boolean> {
  if (process.stdin.isTTY !== true) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(`${question} Type yes: `)).trim() === 'yes';
  } finally {
    terminal.close();
  }
}
