import { pino } from 'pino';
import { env } from './env.ts';

let root: pino.Logger | undefined;

/**
 * The process's logger: one JSON object a line on stdout. Fields are facts (`reference`, `epoch`, `keyId`);
 * tokens, cookies and SAML messages never go in, whatever the level.
 */
export function log(room: string): pino.Logger {
  root ??= pino({
    level: env().logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['token', 'cookie', 'authorization', 'SAMLResponse', '*.token', '*.cookie', '*.authorization'],
      censor: '[redacted]',
    },
    formatters: { level: (label) => ({ level: label }) },
  });
  return root.child({ room });
}
