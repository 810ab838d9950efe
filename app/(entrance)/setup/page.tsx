import { ArrowRight } from 'lucide-react';
import { SetupRefused } from '#components/setup/setup-refused.tsx';
import { Button } from '#components/ui/button.tsx';
import { paths } from '#lib/paths.ts';
import { setupSecret } from '#lib/setup/browser.ts';
import { setupMinutes } from '#lib/setup/schema.ts';

interface BeginProps {
  searchParams: Promise<{ token?: string | string[] }>;
}

/** Looks nothing up and uses nothing up: what fetches every link in a mail or a chat comes here first. */
export default async function Begin({ searchParams }: BeginProps) {
  const token = setupSecret((await searchParams).token);
  if (!token) return <SetupRefused />;
  return (
    <>
      <h1>Set up Gatehouse</h1>
      <p className="mt-2 text-ink-2">
        Three steps: you as the first account owner, your identity provider, and a test sign-in through it.
        Nobody can sign in before the last one is done.
      </p>
      <ul className="mt-4 list-disc pl-5 text-ink-2">
        <li>You need an administrator’s access to your identity provider.</li>
        <li>The link belongs to the browser that begins, for {setupMinutes} minutes a step.</li>
      </ul>
      <form method="post" action={paths.setupBegin} className="row mt-6">
        <input type="hidden" name="token" value={token} />
        <Button type="submit" variant="primary" icon={<ArrowRight />}>
          Begin in this browser
        </Button>
      </form>
    </>
  );
}
