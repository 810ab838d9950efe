import { Check } from 'lucide-react';
import Link from 'next/link';
import { paths } from '#lib/paths.ts';
import { type SetupStep, steps } from '#lib/setup/rules.ts';

const names: Record<SetupStep, string> = {
  owner: 'Owner',
  connection: 'Identity provider',
  test: 'Test sign-in',
};

interface SetupHeadProps {
  step: SetupStep;
  /** The first step that is not done. */
  reached: SetupStep;
  title: string;
  children: React.ReactNode;
}

/** Where in the set-up one is; what was done can be looked at again. */
export function SetupHead({ step, reached, title, children }: SetupHeadProps) {
  const far = steps.indexOf(reached);
  return (
    <>
      <ol className="mb-6 flex flex-wrap gap-x-5 gap-y-1 text-13" aria-label="Steps of the set-up">
        {steps.map((each, index) => (
          <li
            key={each}
            className={each === step ? 'name' : 'text-ink-3'}
            aria-current={each === step ? 'step' : undefined}
          >
            <span className="inline-flex items-center gap-1.5">
              {index < far ? (
                <Check className="size-3.5 text-ok" role="img" aria-label="done" />
              ) : (
                <span>{index + 1}</span>
              )}
              {index <= far && each !== step ? (
                <Link className="link" href={paths.setupStep(each)} prefetch={false}>
                  {names[each]}
                </Link>
              ) : (
                names[each]
              )}
            </span>
          </li>
        ))}
      </ol>
      <h1>{title}</h1>
      <p className="mt-2 mb-5 text-ink-2">{children}</p>
    </>
  );
}
