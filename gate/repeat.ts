export interface Repeated {
  /** Runs again at once, or right after the run that is under way. */
  wake(): void;
  /** Ends after the run that is under way. */
  stop(): Promise<void>;
}

export interface Told {
  done(): void;
  failed(error: Error): void;
}

/** Runs `work` at once, on `wake` and every so often; never twice at a time, and never misses a wake. */
export function repeat(everyMilliseconds: number, work: () => Promise<void>, told: Told): Repeated {
  let isStopped = false;
  let isWoken = false;
  let ring = () => {};
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, isWoken ? 0 : everyMilliseconds);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    while (!isStopped) {
      isWoken = false;
      await work().then(told.done, told.failed);
      if (!isStopped) await pause();
    }
  };
  const running = run();
  return {
    wake() {
      isWoken = true;
      ring();
    },
    stop() {
      isStopped = true;
      ring();
      return running;
    },
  };
}
