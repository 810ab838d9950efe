import type { Metadata } from 'next';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { isRole } from '#lib/access/roles.ts';
import { policyOfSystemRole } from '#lib/roles/copy.ts';
import { textOfPolicy } from '#lib/roles/policy-text.ts';
import { loadRole, type SlugParams } from '../../load.ts';
import { RoleHead } from '../../role-head.tsx';
import { RoleTabs } from '../../role-tabs.tsx';

export const metadata: Metadata = { title: 'Policy JSON' };

export default async function PolicyJson({ params }: { params: SlugParams }) {
  const { viewer, role } = await loadRole(params, '/json');
  const { slug } = role.definition;
  const { policy, lost } = isRole(slug)
    ? policyOfSystemRole(slug)
    : { policy: role.custom?.policy ?? { rules: [] }, lost: [] };
  const text = textOfPolicy(policy);
  return (
    <Page>
      <RoleHead role={role} now={viewer.now} />
      <RoleTabs slug={slug} current="json" isCustom={role.custom !== null} />
      {lost.length > 0 ? (
        <Note className="mb-4" title="This system role may more than a policy can say.">
          {lost.join('; ')}. A copy of it may all the rest.
        </Note>
      ) : null}
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
