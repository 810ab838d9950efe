/** `gatehouse connection ...`, as somebody at a terminal runs it. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { certificateFacts } from '#lib/connections/certificates.ts';
import { db } from '#lib/db/client.ts';
import { main as add } from '#scripts/connection-add.ts';
import { main as refresh } from '#scripts/connection-refresh.ts';
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

describe('connection refresh', () => {
  /** A connection, and a file with metadata of the same IdP that names another certificate. */
  async function renewed() {
    const { slug, file } = await anIdp();
    await add(['--metadata', file, '--name', slug]);
    writeFileSync(file, await metadataOf(`https://${slug}.example.com`));
    const args = ['--name', slug, '--metadata', file, '--reason', 'the provider renewed its key'];
    const stored = () => db().connection.findUniqueOrThrow({ where: { slug } });
    return { args, stored };
  }

  async function printed(work: () => Promise<unknown>): Promise<{ text: string; error: Error | null }> {
    const lines: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const error = await work().then(
      () => null,
      (thrown: Error) => thrown,
    );
    spy.mockRestore();
    return { text: lines.join(''), error };
  }

  it('shows what would change with each fingerprint, and without a word of agreement stores nothing', async () => {
    const { args, stored } = await renewed();
    const { certificates } = await stored();
    const { text, error } = await printed(() => refresh(args));
    expect(text).toMatch(/Its certificates:\n.*SHA-256 [0-9A-F:]{95}\n {2}[+ ] .*SHA-256 [0-9A-F:]{95}\n/);
    expect(text).toContain(certificateFacts(certificates[0] ?? '', new Date()).fingerprint);
    expect(error?.message).toMatch(/Nothing was changed.*--digest [0-9a-f]{64}$/);
    expect((await stored()).certificates).toEqual(certificates);
  });

  it('stores what was shown when its digest is named, and refuses the digest of anything else', async () => {
    const { args, stored } = await renewed();
    const { certificates } = await stored();
    const digest = /--digest ([0-9a-f]{64})$/.exec(
      (await printed(() => refresh(args))).error?.message ?? '',
    )?.[1];
    await printed(async () => expect(await refresh([...args, '--digest', 'f'.repeat(64)])).toBe(1));
    expect((await stored()).certificates).toEqual(certificates);
    await printed(async () => expect(await refresh([...args, '--digest', digest ?? ''])).toBe(0));
    expect((await stored()).certificates).toHaveLength(2);
    const again = await printed(() => refresh(args));
    expect(again.text).toContain('Nothing differs');
  });
});
