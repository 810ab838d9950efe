/** Promise: the browser that began the set-up is known by a cookie that no other host can plant and no script can read. */
import { setupMinutes } from './schema.ts';

export const setupCookie = '__Host-gatehouse-setup';
const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** Long enough for an administrator to set the provider up between two steps; the link itself ends earlier. */
const keptMinutes = setupMinutes * 4;

export function setSetupCookie(secret: string): string {
  // Lax: the provider's answer to the test sign-in leads back here from another site.
  return `${setupCookie}=${secret}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${keptMinutes * 60}`;
}

/** A link's secret, or this browser's own, in the shape that we make; else null. */
export function setupSecret(value: unknown): string | null {
  return typeof value === 'string' && secretForm.test(value) ? value : null;
}
