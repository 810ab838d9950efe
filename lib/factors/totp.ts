/** Promise: a code counts for its own half-minute and the ones beside it, and the seed is never stored as it is (RFC 6238). */
import { timingSafeEqual } from 'node:crypto';
import { generateSecret, generateSync, generateURI } from 'otplib';
import { encode } from 'uqr';

const stepSeconds = 30;

/** 160 bits, base32, as authenticator apps take it (RFC 4226, 4 R6). */
export function newSeed(): string {
  return generateSecret({ length: 20 });
}

export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / stepSeconds);
}

export function codeAt(seed: string, step: number): string {
  return generateSync({ secret: seed, epoch: step * stepSeconds, algorithm: 'sha1', digits: 6 });
}

/** The step whose code this is: this one, or the one before or after it (RFC 6238, 5.2); null when it is none of them. */
export function stepOf(seed: string, code: string, now: Date): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const given = Buffer.from(code);
  const matching = [-1, 0, 1]
    .map((offset) => stepAt(now) + offset)
    // Every step is compared to the end: the time of an answer tells nothing of how near a guess came.
    .filter((step) => timingSafeEqual(Buffer.from(codeAt(seed, step)), given));
  return matching.at(-1) ?? null;
}

/** What an app needs to be set up: by camera, by link or by hand. */
export interface Setup {
  uri: string;
  /** The seed in groups of four, for typing. */
  typed: string;
  qr: Picture;
}

/** A QR code as the data of one SVG path: `viewBox="0 0 size size"`, quiet zone included. */
export interface Picture {
  size: number;
  path: string;
}

export function setupOf(seed: string, account: string, host: string): Setup {
  const uri = generateURI({ issuer: `Gatehouse ${host}`, label: account, secret: seed });
  return { uri, typed: seed.match(/.{4}/g)?.join(' ') ?? seed, qr: pictureOf(uri) };
}

function pictureOf(text: string): Picture {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const runs = data.flatMap((row, y) => {
    const line = row.map((dark) => (dark ? '#' : ' ')).join('');
    return [...line.matchAll(/#+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`);
  });
  return { size, path: runs.join('') };
}
