import { SearchX } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';

export function MissingEvent({ closeHref }: { closeHref: string }) {
  return (
    <aside id="event" aria-label="Event">
      <Empty
        title="No such event"
        art={<SearchX />}
        actions={
          <LinkButton size="sm" href={closeHref}>
            Close
          </LinkButton>
        }
      >
        It does not exist, or you may not read it.
      </Empty>
    </aside>
  );
}
