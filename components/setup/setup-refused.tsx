import { CircleX } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { paths } from '#lib/paths.ts';

/** One page for every reason: a wrong link, an old one, another browser's, an installation that is set up. */
export function SetupRefused() {
  return (
    <>
      <div className="flex items-start gap-2.5">
        <CircleX className="mt-1.5 text-bad" />
        <h1>This set-up link does not hold</h1>
      </div>
      <p className="mt-2 text-ink-2">
        It may have ended, been replaced, or belong to another browser; and once somebody is an operator there
        is nothing to set up any more. Whoever runs this installation makes a new link on its own machine:
      </p>
      <pre className="code mt-4">npx gatehouse setup-link</pre>
      <div className="row mt-6">
        <LinkButton href={paths.signIn}>Go to the sign-in page</LinkButton>
      </div>
    </>
  );
}
