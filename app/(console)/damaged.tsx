import { Failed } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';

/** In a list's place, when its address names no page of it. */
export function Damaged({ noun, href }: { noun: string; href: string }) {
  return (
    <Panel label={noun}>
      <Failed title="This page address is damaged" retryHref={href}>
        It was cut or changed on its way. Open the list again.
      </Failed>
    </Panel>
  );
}
