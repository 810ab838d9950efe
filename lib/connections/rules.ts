/** Where a development IdP may be used, and how one is known. Pure. */
import { isLoopbackHost } from '../env.ts';

/** The subject of every certificate that the development IdP makes for itself. */
const devCommonName = 'Gatehouse development IdP';

/** True for metadata of the development IdP: by its address, or by a certificate that it moved elsewhere with. */
export function isDevIdp(metadata: { entityId: string; ssoUrl: string; subjects: string[] }): boolean {
  return (
    [metadata.entityId, metadata.ssoUrl].some(isLoopbackUrl) ||
    metadata.subjects.some((subject) => subject.includes(devCommonName))
  );
}

function isLoopbackUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && isLoopbackHost(url.hostname);
}
