/** `gatehouse connection ...`, as somebody at a terminal runs it. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { main as add } from '#scripts/connection-add.ts';
import { metadataOf, world } from '#tests/support/world.ts';

const w = world();

/** A file with the metadata of an IdP, and a short name for it. */
async function anIdp(): Promise<{ slug: string; file: string }> {
  const slug = `c${randomUUID().slice(0, 8)}`;
  const file = join(w.dataDir, `${slug}.xml`);
  writeFileSync(file, await metadataOf(`https://${slug}.example.com`));
  return { slug, file };
}

describe('connection add', () => {
  const added = async (...more: string[]) => {
    const { slug, file } = await anIdp();
    expect(await add(['--metadata', file, '--name', slug, ...more])).toBe(0);
    return db().connection.findUniqueOrThrow({ where: { slug } });
  };

  it('without a word demands both signatures and the REFEDS class', async () => {
    expect(await added()).toMatchObject({
      signatures: 'both',
      mfaContexts: ['https://refeds.org/profile/mfa'],
      mfaAttributes: [],
      asksContext: true,
      withoutMfa: 'refuse',
    });
  });

  it('takes what a preset says of a provider, and what is named beside it in its place', async () => {
    expect(await added('--preset', 'google')).toMatchObject({
      signatures: 'response',
      mfaContexts: [],
      asksContext: false,
      withoutMfa: 'ask',
    });
    const named = ['--preset', 'okta', '--signatures', 'assertion', '--without-mfa', 'refuse'];
    const pairs = ['--mfa-attribute', 'amr=mfa', '--mfa-attribute', 'amr=hwk'];
    expect(await added(...named, ...pairs, '--asks-context', 'yes')).toMatchObject({
      signatures: 'assertion',
      mfaAttributes: [{ name: 'amr', values: ['mfa', 'hwk'] }],
      asksContext: true,
      withoutMfa: 'refuse',
    });
  });

  it.each([
    ['--preset', 'nobody'],
    ['--signatures', 'none'],
    ['--asks-context', 'perhaps'],
    ['--without-mfa', 'allow'],
    ['--mfa-attribute', 'amr'],
  ])('%s %s is told what it may be, and adds nothing', async (option, value) => {
    const { slug, file } = await anIdp();
    await expect(add(['--metadata', file, '--name', slug, option, value])).rejects.toThrow(option);
    expect(await db().connection.count({ where: { slug } })).toBe(0);
  });
});
