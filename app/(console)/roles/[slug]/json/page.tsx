import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Page } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { textOfPolicy } from '#lib/roles/policy-text.ts';
import { loadRole, type SlugParams } from '../../load.ts';
import { RoleHead } from '../../role-head.tsx';
import { RoleTabs } from '../../role-tabs.tsx';

export const metadata: Metadata = { title: 'Policy JSON' };

export default async function PolicyJson({ params }: { params: SlugParams }) {
  const { viewer, role } = await loadRole(params, '/json');
  if (!role.custom) notFound();
  const text = textOfPolicy(role.custom.policy ?? { rules: [] });
  return (
    <Page>
      <RoleHead role={role} now={viewer.now} />
      <RoleTabs slug={role.definition.slug} current="json" isCustom />
      <Panel
        title="Policy"
        end={<CopyButton value={text} label="Copy" />}
        footer={
          <span>
            Its{' '}
            <a className="link underline" href="/api/v1/role-policy.schema.json">
              schema
            </a>{' '}
            is published. What no rule names is refused.
          </span>
        }
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <pre className="mono overflow-x-auto p-4 leading-5" tabIndex={0}>
          {text}
        </pre>
      </Panel>
    </Page>
  );
}
