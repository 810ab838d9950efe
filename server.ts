/** The console: its front door, and Next behind it. */
import { existsSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import next from 'next';
import { pageLimit } from '#lib/auth/limit.ts';
import { EnvError, env } from '#lib/env.ts';
import { doorLimits, putFrontDoor, sayHere } from '#lib/front-door.ts';
import { followParent } from '#lib/lifeline.ts';
import { log } from '#lib/log.ts';
import { refuseStart } from '#lib/start.ts';
import { doorOf, serverBehind } from '#lib/tls.ts';

const folder = import.meta.dirname;

await main().catch((error: NodeJS.ErrnoException) => {
  if (error instanceof EnvError) fail(...error.lines);
  fail(`The console did not start: ${error.message}`);
});

async function main(): Promise<void> {
  const { databaseUrl, host, port, publicUrl } = env();
  const door = doorOf(env());
  if (!existsSync(join(folder, '.next/BUILD_ID')))
    fail('There is no production build. `npm start` makes one and starts the console.');
  await refuseStart();
  const app = next({ dev: false, dir: folder, hostname: host, port });
  const answer = app.getRequestHandler();
  await app.prepare();
  const pages = pagesBehind(databaseUrl);
  const server = serverBehind(door, doorLimits, log('console'));
  putFrontDoor(server, { refuses: pages.refuses, answer });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      fail(`Port ${port} on ${host} is taken: end the program that holds it, or set PORT to another one.`);
    if (error.code === 'EACCES')
      fail(`Port ${port} may not be opened by this user: set PORT to one above 1023.`);
    if (error.code === 'EADDRNOTAVAIL')
      fail(`HOST ${host} is not an address of this machine: set HOST to one that is.`);
    throw error;
  });
  server.listen({ host, port }, () => log('console').info({ host, port, publicUrl }, 'listening'));
  followParent(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    // A browser that keeps its connection open must not keep the process.
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    await closed;
    await Promise.all([app.close(), pages.close()]);
  });
}

/**
 * Stops a flood at whatever costs work: each page, route and action, with a cookie or without (a made-up one must not
 * lead round). Only files of the build are free, by their exact names: `/_next/static/../..` is none of them.
 */
function pagesBehind(databaseUrl: string | undefined) {
  const limit = databaseUrl ? pageLimit(databaseUrl, env().pageLimitPerMinute) : undefined;
  const files = filesOfBuild();
  return {
    async refuses(request: IncomingMessage, response: ServerResponse, address: string): Promise<boolean> {
      if (files.has(request.url?.split('?')[0] ?? '')) return false;
      if (!(await limit?.isOver(address))) return response.destroyed;
      response.setHeader('retry-after', '60');
      sayHere(response, 429, 'Too many requests came from your address. Wait a minute, then try again.');
      return true;
    },
    close: async () => limit?.close(),
  };
}

function filesOfBuild(): Set<string> {
  const found = readdirSync(join(folder, '.next/static'), { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Set(paths.map((path) => `/_next/${relative(join(folder, '.next'), path).replaceAll(sep, '/')}`));
}

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(2);
}
