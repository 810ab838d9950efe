import { GuidePanel } from '#components/connections/guide-panel.tsx';
import { ConnectionForm } from '#components/setup/connection-form.tsx';
import { SetupHead } from '#components/setup/setup-head.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { spAddresses } from '#lib/auth/addresses.ts';
import { guideOf, providerNames, providers } from '#lib/connections/guides.ts';
import { mfaPresets, presetFor } from '#lib/connections/mfa-presets.ts';
import { Slug } from '#lib/connections/schema.ts';
import { paths } from '#lib/paths.ts';
import { connectionOf } from '#lib/setup/queries.ts';
import { stepOf } from '#lib/setup/rules.ts';
import { connect } from '../actions.ts';
import { requireStep } from '../current.ts';

interface ConnectionProps {
  searchParams: Promise<Partial<Record<'slug' | 'guide' | 'preset', string | string[]>>>;
}

/** The addresses of this installation first: most providers ask for them before they give their metadata. */
export default async function FirstConnection({ searchParams }: ConnectionProps) {
  const link = await requireStep('connection');
  const [asked, made] = [
    await searchParams,
    link.connectionId ? await connectionOf(link.connectionId) : null,
  ];
  const slug = Slug.safeParse(asked.slug).data ?? made?.slug ?? 'sso';
  const provider = providers.find((known) => known === asked.guide) ?? 'other';
  const preset = mfaPresets.find((known) => known.slug === asked.preset) ?? presetFor(provider);
  const here = `${paths.setupStep('connection')}?slug=${slug}`;
  return (
    <>
      <SetupHead step="connection" reached={stepOf(link)} title="Your identity provider">
        All sign-in goes through it. It is added switched off, and switched on when the test sign-in has
        passed.
      </SetupHead>
      <div className="grid gap-4">
        <Panel title="What it is called here" pad>
          <form className="flex flex-wrap items-start gap-3" action={paths.setupStep('connection')}>
            <input type="hidden" name="guide" value={provider} />
            <TextField
              label="Short name"
              name="slug"
              mono
              required
              maxLength={31}
              autoComplete="off"
              pattern="[a-z][a-z0-9\-]*"
              defaultValue={slug}
              hint="Part of the addresses below; it stays."
            />
            <Button type="submit" className="mt-6">
              Show addresses
            </Button>
          </form>
        </Panel>
        <GuidePanel
          guide={guideOf(provider, spAddresses(slug), { isAdded: false })}
          all={providers.map((each) => ({
            slug: each,
            name: providerNames[each],
            href: `${here}&guide=${each}`,
          }))}
        />
        <Panel title="Its metadata" pad>
          <ConnectionForm
            action={connect}
            slug={slug}
            name={made?.name ?? ''}
            presets={[...mfaPresets]}
            preset={preset.slug}
            presetHref={`${here}&guide=${provider}&preset=`}
          />
        </Panel>
      </div>
    </>
  );
}
