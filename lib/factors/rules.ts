/** How a session says that its second factor was given here (lib/auth/pending-commands.ts), not stated by a provider. */
const localContext = /^urn:gatehouse:/;

/** Whether the provider stated the second factor of a session whose sign-in has this context. */
export function isByProvider(authnContext: string): boolean {
  return !localContext.test(authnContext);
}
