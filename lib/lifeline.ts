/**
 * Ends this process in order when its parent asks (SIGTERM, SIGINT) or is gone. `up` holds an IPC channel to each
 * child: a parent that is killed cannot ask, but its channel breaks, and nobody is left behind holding a port.
 */
export function followParent(stop: () => Promise<void> | void, graceSeconds = 8): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs in `stop` must not keep the port.
    setTimeout(() => process.exit(0), graceSeconds * 1000).unref();
    Promise.resolve()
      .then(stop)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGHUP', end); // the terminal was closed
  if (process.send) {
    process.on('disconnect', end);
    // The channel alone must not keep alive a process that has nothing left to do.
    process.channel?.unref();
  }
}

/** Tells the parent that this process does its work now; for those without a health endpoint. */
export function tellReady(): void {
  if (process.connected) process.send?.('ready');
}
