import { CircleCheck } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { paths } from '#lib/paths.ts';

export default function Finished() {
  return (
    <>
      <div className="flex items-start gap-2.5">
        <CircleCheck className="mt-1.5 text-ok" />
        <h1>Gatehouse is set up</h1>
      </div>
      <p className="mt-2 text-ink-2">
        The link has ended. Sign in through your identity provider; you are the only operator until you add
        others. Make somebody else an account owner soon: one who is locked out alone needs the command line.
      </p>
      <div className="row mt-6">
        <LinkButton href={paths.signIn} variant="primary">
          Sign in
        </LinkButton>
      </div>
    </>
  );
}
