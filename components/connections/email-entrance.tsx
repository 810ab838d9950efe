import { ArrowRight } from 'lucide-react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { paths } from '#lib/paths.ts';

interface EmailEntranceProps {
  typed: string;
  /** Null: home. */
  returnTo: string | null;
  /** What came of what was typed. */
  said: 'unknown' | 'limited' | null;
}

const sentences = {
  unknown: 'No sign-in is known for this address. Check it, or ask your administrator.',
  limited: 'Too many addresses were tried from your network. Wait a minute, then try again.',
};

/** Asks by GET, so that it works before scripts; the answer is a page, not a redirect out of a form. */
export function EmailEntrance({ typed, returnTo, said }: EmailEntranceProps) {
  return (
    <form method="get" action={paths.signIn} className="grid gap-3" noValidate>
      {returnTo ? <input type="hidden" name="returnTo" value={returnTo} /> : null}
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        inputMode="email"
        required
        maxLength={254}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={typed}
        placeholder="you@company.example"
        {...(said && { error: sentences[said] })}
      />
      <Button type="submit" variant="primary" wide>
        Continue
      </Button>
    </form>
  );
}

interface LeadingProps {
  name: string;
  href: string;
  backHref: string;
}

/**
 * The hop to the provider. Chromium holds `form-action 'self'` against a redirect that follows a form, also of a GET;
 * a page that goes on by itself is no form any more, and the link works where refreshing is switched off.
 */
export function Leading({ name, href, backHref }: LeadingProps) {
  return (
    <>
      <meta httpEquiv="refresh" content={`0;url=${href}`} />
      <h1>On to {name}</h1>
      <p className="mt-1 mb-6 text-ink-2">Your address belongs to this provider. It asks who you are.</p>
      <div className="row gap-2">
        <LinkButton href={href} native variant="primary" icon={<ArrowRight />}>
          Continue to {name}
        </LinkButton>
        <LinkButton href={backHref}>Another address</LinkButton>
      </div>
    </>
  );
}
