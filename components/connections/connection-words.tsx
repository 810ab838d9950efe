import { CirclePause, FlaskConical } from 'lucide-react';
import { Badge, State, Tag } from '#components/ui/state.tsx';

export function ConnectionState({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <State tone="ok">Enabled</State>
  ) : (
    <State tone="dim" icon={<CirclePause />}>
      Disabled
    </State>
  );
}

export function ConnectionBadges({ enabled, kind }: { enabled: boolean; kind: 'saml' | 'dev' }) {
  return (
    <>
      {enabled ? <Badge tone="ok">Enabled</Badge> : <Badge icon={<CirclePause />}>Disabled</Badge>}
      {kind === 'dev' ? <Badge icon={<FlaskConical />}>Development IdP</Badge> : null}
    </>
  );
}

export function ConnectionKind({ kind }: { kind: 'saml' | 'dev' }) {
  return <Tag>{kind === 'dev' ? 'Development' : 'SAML 2.0'}</Tag>;
}

export const peopleOf = (count: number) => (count === 1 ? '1 person' : `${count} people`);
