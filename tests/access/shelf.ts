/** What a refused call left as it was serves the next one: only what was used up is made anew. */
const shelf = new Map<string, Promise<object>>();

/** What stands at this place, or a new one. */
export function kept<M extends object>(place: string, make: () => Promise<M>): Promise<M> {
  const known = shelf.get(place) ?? make();
  shelf.set(place, known);
  return known as Promise<M>;
}

/** It was done to that one: whatever stands here for it goes. */
export async function usedUp(thing: { id?: string }): Promise<void> {
  for (const [place, known] of shelf) {
    const one = await known;
    if (one === thing || (thing.id && 'id' in one && one.id === thing.id)) shelf.delete(place);
  }
}
