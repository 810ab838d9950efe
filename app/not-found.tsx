import type { Metadata } from 'next';
import { Entrance } from '#components/shell/entrance.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Entrance host={new URL(env().publicUrl).host}>
      <h1>There is nothing here for you</h1>
      <p className="mt-2 text-ink-2">
        The page does not exist, or you may not see it. The address may have been cut.
      </p>
      <div className="row mt-6">
        <LinkButton href={paths.overview} variant="primary">
          Go to the overview
        </LinkButton>
      </div>
    </Entrance>
  );
}
