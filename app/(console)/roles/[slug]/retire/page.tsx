import { Archive } from 'lucide-react';
import type { Metadata } from 'next';
import { RoleReview } from '#components/roles/role-review.tsx';
import { paths } from '#lib/paths.ts';
import { frameOf } from '../../../operators/frame.ts';
import { retireRole } from '../../actions.ts';
import { WhoIsAffected } from '../../affected.tsx';
import { loadCustom, type SlugParams } from '../../load.ts';
import { RoleFrame } from '../../role-frame.tsx';

export const metadata: Metadata = { title: 'Retire role' };

export default async function RetireRole({ params }: { params: SlugParams }) {
  const { viewer, custom, blocked } = await loadCustom(params, 'retire');
  const here = paths.role(custom.slug);
  return (
    <RoleFrame of={custom} here="Retire">
      <RoleReview
        frame={{ ...frameOf(viewer, `${here}/retire`, here), blocked }}
        action={retireRole}
        title={`Retire the role ${custom.name}`}
        values={{ id: custom.id, version: String(custom.version) }}
        effect={{
          tone: 'bad',
          title: 'Every assignment of it ends with this, of people and of groups.',
          text: 'Mappings and ceilings that name it bring nothing from then on.',
        }}
        changes={[]}
        affected={<WhoIsAffected viewer={viewer} slug={custom.slug} after={null} />}
        next="For good: a retired role does not come back. Its history stays, and it can be copied."
        submit={{ label: 'Retire role', pendingLabel: 'Retiring', icon: <Archive />, danger: true }}
        doneNotice="The role is retired."
      />
    </RoleFrame>
  );
}
