'use client';

import { useRouter } from 'next/navigation';
import { useOptimistic, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { formatCount } from '#components/ui/format.ts';

export interface FacetGroup {
  name: string;
  label: string;
  options: { value: string; label: string; count: number; chosen: boolean; href: string }[];
}

interface FacetsProps {
  groups: FacetGroup[];
  action: string;
  /** What the URL already says and a choice must keep. */
  keep: Record<string, string | undefined>;
}

/** Counted choices beside the list. Real boxes; without scripts they are sent by the button below them. */
export function Facets({ groups, action, keep }: FacetsProps) {
  return (
    <form action={action} method="get" aria-label="Filters" className="grid gap-4">
      {Object.entries(keep).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      {groups.map((group) => (
        <fieldset key={group.name}>
          <legend className="name mb-1 text-12 text-ink-2">{group.label}</legend>
          {group.options.map((option) => (
            <FacetBox key={option.value} name={group.name} option={option} />
          ))}
        </fieldset>
      ))}
      <Button type="submit" size="sm" className="hidden noscript:inline-flex">
        Filter
      </Button>
    </form>
  );
}

function FacetBox({ name, option }: { name: string; option: FacetGroup['options'][number] }) {
  const router = useRouter();
  const [, start] = useTransition();
  const [isChosen, choose] = useOptimistic(option.chosen);
  return (
    <label className="flex min-h-6.5 items-center gap-2 text-13 text-ink-2">
      <input
        type="checkbox"
        className="box"
        name={name}
        value={option.value}
        checked={isChosen}
        onChange={() =>
          start(() => {
            choose(!isChosen);
            router.push(option.href, { scroll: false });
          })
        }
      />
      <span className="cut">{option.label}</span>
      <span className="ml-auto text-12 text-ink-3">{formatCount(option.count)}</span>
    </label>
  );
}
