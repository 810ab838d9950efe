import { parseArgs } from 'node:util';
import { type Env, EnvError, env, isLoopbackOnly } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { type RunningIdp, startIdp } from './server.ts';

/** Says why in plain sentences and ends: what stops this process is a setting, and a stack trace names none. */
function refuse(...lines: string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(2);
}

function settings(): Env {
  try {
    return env();
  } catch (error) {
    if (error instanceof EnvError) refuse(...error.lines);
    throw error;
  }
}

async function start({ idpPort, dataDir, publicUrl }: Env, reuseCodes: boolean): Promise<RunningIdp> {
  try {
    return await startIdp({
      port: idpPort,
      dataDir,
      publicUrl,
      reuseCodes,
      onError: (err) => log('idp').error({ err }, 'a request failed'),
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      refuse(`Port ${idpPort} is taken. Free it, or set IDP_PORT to another port, for example IDP_PORT=7001`);
    if (code === 'EACCES')
      refuse(`Port ${idpPort} or the folder ${dataDir} is not open to this user. Set IDP_PORT or DATA_DIR`);
    throw error;
  }
}

const { values } = parseArgs({ options: { 'reuse-codes': { type: 'boolean', default: false } } });
const chosen = settings();
// It prints everybody's password and code: reachable from outside, it would be a front door without a lock.
if (!isLoopbackOnly(chosen))
  refuse(
    'The development IdP runs on loopback only: HOST and PUBLIC_URL must both be loopback, for example HOST=127.0.0.1 PUBLIC_URL=http://localhost:3000',
  );

const idp = await start(chosen, values['reuse-codes']);
log('idp').info({ url: idp.url, console: chosen.publicUrl }, 'development IdP ready');
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void idp.close().then(() => process.exit(0)));
