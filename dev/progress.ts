/** Something a person has to mend before Gatehouse can start: told in a sentence, without a stack. */
export class StartProblem extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'StartProblem';
    this.exitCode = exitCode;
  }
}

const onTerminal = process.stdout.isTTY === true;

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Names a step while it runs and says how long it took; a long one without a terminal says every 10 s that it goes on. */
export async function step<T>(title: string, work: () => Promise<T> | T): Promise<T> {
  const begun = performance.now();
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  process.stdout.write(onTerminal ? `  ${title} …` : `${title} ...\n`);
  const goesOn = setInterval(
    () =>
      process.stdout.write(
        onTerminal ? `\r  ${title} … ${seconds()}` : `${title}: still at it after ${seconds()}\n`,
      ),
    onTerminal ? 1_000 : 10_000,
  );
  try {
    const result = await work();
    process.stdout.write(
      onTerminal ? `\r\u001b[2K  ${title}  ${seconds()}\n` : `${title}: done in ${seconds()}\n`,
    );
    return result;
  } catch (error) {
    if (onTerminal) process.stdout.write('\n');
    throw error;
  } finally {
    clearInterval(goesOn);
  }
}
