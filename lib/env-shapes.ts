/** What a variable of the environment may be, and how the sentence about a wrong one names it. */
import { isIP } from 'node:net';
import { z } from 'zod';

export interface Variable {
  parser: z.ZodType;
  shape: string;
  example: string;
}

export function variable<P extends z.ZodType>(parser: P, shape: string, example: string) {
  return {
    parser,
    shape,
    example,
    optional: () => variable(parser.optional(), shape, example),
    default: (value: string) =>
      variable(z.preprocess((v) => v ?? value, parser) as unknown as P, shape, example),
  };
}

export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean);
}

export function isUrl(value: string, protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

export function isCidr(value: string): boolean {
  const [address = '', bits] = value.split('/');
  const family = isIP(address);
  if (family === 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export const cidrs = (example: string) =>
  variable(
    z
      .string()
      .default('')
      .refine((v) => splitList(v).every(isCidr)),
    'a comma-separated list of CIDRs',
    example,
  );
export const port = (example: number) =>
  variable(z.coerce.number().int().min(1).max(65_535), 'a TCP port from 1 to 65535', String(example));
export const whole = (min: number, max: number, unit: string, example: number) =>
  variable(
    z.coerce.number().int().min(min).max(max),
    `a whole number of ${unit} from ${min} to ${max}`,
    String(example),
  );
export const postgresUrl = (example: string) =>
  variable(
    z.string().refine((v) => isUrl(v, ['postgres:', 'postgresql:'])),
    'a Postgres connection URL',
    example,
  );
export const pemFile = (example: string) =>
  variable(z.string().min(1).optional(), 'a file in PEM form', `/etc/gatehouse/${example}`);
