import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConnectionAddForm } from '#components/connections/connection-add-form.tsx';
import { GuidePanel } from '#components/connections/guide-panel.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { spAddresses } from '#lib/auth/addresses.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { guideOf, providerNames, providers } from '#lib/connections/guides.ts';
import { mfaPresets, presetFor } from '#lib/connections/mfa-presets.ts';
import { Slug } from '#lib/connections/schema.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../approvals/ahead.ts';
import { type Search, searchFrom } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { addConnection } from '../actions.ts';

export const metadata: Metadata = { title: 'Add connection' };

/** The guide beside it: most providers ask for our addresses before they give their metadata. */
export default async function AddConnection({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.newConnection);
  if (!viewer.can('connection.add', 'Connection')) notFound();
  const said = await searchFrom(searchParams);
  const slug = Slug.safeParse(said.slug).data;
  const guide = providers.find((known) => known === said.guide) ?? 'other';
  const preset = mfaPresets.find((known) => known.slug === said.preset) ?? presetFor(guide);
  return (
    <Page>
      <PageHead title="Single sign-on" />
      <Columns layout="even">
        <ConnectionAddForm
          frame={await criticalFrame(viewer, 'connection.add', paths.newConnection, paths.connections)}
          action={addConnection}
          slug={slug ?? ''}
          guideHref={hrefWith(paths.newConnection, { guide, preset: preset.slug })}
          presets={[...mfaPresets]}
          preset={preset.slug}
          presetHref={`${hrefWith(paths.newConnection, { guide, slug })}&preset=`}
        />
        <GuidePanel
          guide={guideOf(guide, spAddresses(slug ?? 'SHORT-NAME'), { isAdded: false })}
          all={providers.map((each) => ({
            slug: each,
            name: providerNames[each],
            href: hrefWith(paths.newConnection, { guide: each, slug }),
          }))}
        />
      </Columns>
    </Page>
  );
}
