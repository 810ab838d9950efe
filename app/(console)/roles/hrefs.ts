import { paths } from '#lib/paths.ts';

/** Where a role is edited; without one, where a new one is made. */
export const roleHref = (slug: string): string =>
  /^[a-z0-9-]+$/.test(slug) ? `${paths.role(slug)}/edit` : `${paths.roles}/new`;
