import Link from 'next/link';
import { Note } from '#components/ui/note.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import type { Guide, GuideStep } from '#lib/connections/guides.ts';
import { CopyValue } from './copy-value.tsx';

interface Taken {
  mfaContexts: string[];
  mfaAttributes: { name: string; values: string[] }[];
}

interface GuidePanelProps {
  guide: Guide;
  /** What the connection takes as proof of MFA; none for one that is being added. */
  taken?: Taken;
  /** For whoever may change it: the settings, filled in for this provider. */
  settingsHref?: string;
  all: { slug: string; name: string; href: string }[];
}

/** How the other side is set up, step by step, with the values of this installation in their places. */
export function GuidePanel({ guide, taken, settingsHref, all }: GuidePanelProps) {
  return (
    <Panel title={`Setting up ${guide.slug === 'other' ? 'another provider' : guide.name}`}>
      <nav
        id="guide"
        aria-label="Guides by provider"
        className="flex flex-wrap gap-1 border-b border-line px-3 py-2"
      >
        {all.map(({ slug, name, href }) => (
          <Link
            key={slug}
            href={href}
            scroll={false}
            prefetch={false}
            aria-current={slug === guide.slug ? 'true' : undefined}
            className={slug === guide.slug ? 'btn sm' : 'btn sm quiet'}
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className="grid gap-4 p-4 text-13">
        <p>
          <span className="text-ink-3">Begin at </span>
          {guide.where}.
        </p>
        <ol className="grid gap-4" aria-label={`Steps in ${guide.name}`}>
          {guide.steps.map((step, index) => (
            <Step key={step.text} step={step} number={index + 1} />
          ))}
        </ol>
        <Note tone={guide.mfa.tone} title={guide.mfa.title}>
          {guide.mfa.text}
          <Evidence wanted={guide.mfa} taken={taken} settingsHref={settingsHref} />
        </Note>
        {taken ? null : (
          <p className="text-12 text-ink-3">
            Our signing and encryption certificates are made when it is added: steps that ask for one wait
            until then.
          </p>
        )}
      </div>
    </Panel>
  );
}

function Step({ step, number }: { step: GuideStep; number: number }) {
  return (
    <li className="flex gap-3">
      <span className="w-4 shrink-0 text-right text-ink-3">{number}</span>
      <div className="min-w-0 grow">
        {step.text}
        {step.values.length > 0 ? (
          <Facts
            className="mt-2 rounded-2 bg-sunken px-3 py-1 [&>dt]:pr-3"
            tight
            items={step.values.map(({ label, value }) => ({
              label,
              value: <CopyValue value={value} of={label} />,
            }))}
          />
        ) : null}
      </div>
    </li>
  );
}

interface EvidenceProps {
  wanted: Pick<Guide['mfa'], 'contexts' | 'attributes'>;
  taken: Taken | undefined;
  settingsHref: string | undefined;
}

/** What to name in the settings, and whether it is named there. */
function Evidence({ wanted, taken, settingsHref }: EvidenceProps) {
  const [context] = wanted.contexts;
  const [attribute] = wanted.attributes;
  const value = attribute?.values[0];
  if (!context && !attribute) return null;
  const isTaken = attribute
    ? taken?.mfaAttributes.some(({ name, values }) => name === attribute.name && values.includes(value ?? ''))
    : taken?.mfaContexts.includes(context ?? '');
  const said = isTaken ? 'This connection takes it.' : 'This connection does not take it yet.';
  return (
    <span className="mt-2 block">
      {attribute ? (
        <>
          <CopyValue value={attribute.name} of="the attribute" />
          <CopyValue value={value ?? ''} of="its value" />
        </>
      ) : (
        <CopyValue value={context ?? ''} of="the MFA context" />
      )}
      <span className="block text-12 text-ink-3">
        {taken ? said : 'The form is filled in with it.'}{' '}
        {!isTaken && settingsHref ? (
          <Link className="link underline" href={settingsHref} prefetch={false}>
            Change its settings
          </Link>
        ) : null}
      </span>
    </span>
  );
}
