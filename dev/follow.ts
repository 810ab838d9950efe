// Loaded into every child before its own main: when `up` is killed it cannot pass a signal on, but its channel
// breaks. The child then ends as if asked to, and nobody is left behind holding a port.
if (process.send) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), 10_000).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The channel alone must not keep a process that has nothing left to do.
  process.channel?.unref();
}
