import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listener that could not be opened; the message names the port and the variable that moves it. */
export class PortTaken extends Error {
  override name = 'PortTaken';
}

/** Opens the listener and returns its port. Throws `PortTaken`. */
export function open(server: Server, port: number, host: string, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, port, host, variable)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function portProblem(error: NodeJS.ErrnoException, port: number, host: string, variable: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new PortTaken(
      `Port ${port} is taken. Set ${variable} to a free port, for example ${variable}=${port + 10}.`,
    );
  }
  if (error.code === 'EACCES')
    return new PortTaken(`This user may not listen on port ${port}. Set ${variable} to a port above 1023.`);
  if (error.code === 'EADDRNOTAVAIL')
    return new PortTaken(`This machine has no address ${host}. Set HOST to one of its addresses.`);
  return error;
}

/** Stops accepting, lets running calls end, and cuts what is still open after `graceMilliseconds`. */
export async function close(server: Server, graceMilliseconds: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  await closed;
  clearTimeout(cut);
}
