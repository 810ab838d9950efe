import type { Reader } from '../access/ability.ts';
import { enabledIdps } from '../connections/queries.ts';
import type { Need } from './queries.ts';

/** What enabled connections ask for: a certificate of either side near its end, settings that nothing has proven. */
export async function connectionNeeds(reader: Reader): Promise<Need[]> {
  const idps = await enabledIdps(reader);
  return idps.flatMap((idp) => [...certificate(idp), ...ours(idp), ...untested(idp)]);
}

type Idp = Awaited<ReturnType<typeof enabledIdps>>[number];

function certificate({ id, name, certificate: ending, hasNext }: Idp): Need[] {
  if (!ending || ending.nearness === 'far') return [];
  const { until, nearness } = ending;
  return [
    {
      id: `certificate-${id}`,
      kind: 'certificate',
      urgent: !hasNext && (nearness === 'urgent' || nearness === 'ended'),
      quiet: hasNext || nearness === 'soon' || nearness === 'near',
      title: `The certificate of ${name}`,
      detail: hasNext
        ? 'Identity provider · its next certificate is known already'
        : 'Identity provider · what it signs from then on is refused',
      at: until,
      subjectId: id,
    },
  ];
}

function ours({ id, name, ours: ending }: Idp): Need[] {
  if (!ending || ending.nearness === 'far') return [];
  const { until, nearness } = ending;
  return [
    {
      id: `our-certificate-${id}`,
      kind: 'certificate',
      urgent: nearness === 'urgent' || nearness === 'ended',
      quiet: nearness === 'soon' || nearness === 'near',
      title: `Our certificate for ${name}`,
      detail: 'Our key · the provider may refuse what we sign from then on: roll our keys over',
      at: until,
      subjectId: id,
    },
  ];
}

function untested({ id, name, isTested, version }: Idp): Need[] {
  if (isTested) return [];
  return [
    {
      id: `untested-${id}`,
      kind: 'untested',
      urgent: false,
      title: `${name} is enabled and untested`,
      detail: `Version ${version} · no test sign-in has passed with these settings`,
      at: null,
      subjectId: id,
    },
  ];
}
