import { describe, expect, it } from 'vitest';
import { changesOf } from '#components/audit/changes.ts';
import { certificateWords } from '#lib/connections/certificates.ts';
import { makeSpKeys } from '#lib/connections/service-provider.ts';

describe('a difference in words', () => {
  it('is empty of what stayed, and of counters', () => {
    expect(changesOf({ name: 'a', version: 1 }, { name: 'a', version: 2 })).toEqual([]);
  });

  it('names a certificate by subject, end and fingerprint, and leaves alone what only looks like one', async () => {
    const { signing } = await makeSpKeys('acme', new Date('2026-11-24T00:00:00Z'));
    const [change] = changesOf({}, { certificates: [signing.certificate] }, certificateWords);
    expect(change?.after).toEqual([
      expect.stringMatching(/^CN=.*acme.*, until 20\d\d-\d\d-\d\d, SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    ]);
    const broken = '-----BEGIN CERTIFICATE-----\nnothing';
    expect(changesOf({}, { certificates: [broken] }, certificateWords)[0]?.after).toEqual([broken]);
  });

  it('says rows of a mapping in words, with all that they hold', () => {
    const rule = { group: 'staff', role: 'viewer', environmentId: null, author: 'ada' };
    expect(changesOf({ groupRoles: [] }, { groupRoles: [rule] })).toEqual([
      { field: 'group roles', before: null, after: ['group: staff, role: viewer, author: ada'] },
    ]);
  });
});
