import { Tabs } from '#components/ui/tabs.tsx';
import { paths } from '#lib/paths.ts';

interface RoleTabsProps {
  slug: string;
  current: 'matrix' | 'json' | 'history';
  /** System roles have no history: they are tables of the product. */
  isCustom: boolean;
}

export function RoleTabs({ slug, current, isCustom }: RoleTabsProps) {
  const here = paths.role(slug);
  return (
    <Tabs
      label="Role"
      tabs={[
        { label: 'Matrix', href: here, current: current === 'matrix' },
        { label: 'Policy JSON', href: `${here}/json`, current: current === 'json' },
        ...(isCustom ? [{ label: 'History', href: `${here}/history`, current: current === 'history' }] : []),
      ]}
    />
  );
}
