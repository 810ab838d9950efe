/** On which the tab of a provider's sign-in says that it is done, to the form that waits for it. */
export const proofChannel = 'gatehouse-proof';
