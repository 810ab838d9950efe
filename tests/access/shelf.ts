/** What a refused call left as it was serves the next one: only what was used up is made anew. */
const shelf = new Map<string, Promise<object>>();
/** At which places one thing stands: by itself, and by its id, under which it is part of others. */
const standing = new Map<unknown, string[]>();

/** What stands at this place, or a new one. */
export function kept<M extends object>(place: string, make: () => Promise<M>): Promise<M> {
  const known = shelf.get(place) ?? stood(place, make());
  shelf.set(place, known);
  return known as Promise<M>;
}

async function stood(place: string, making: Promise<object>): Promise<object> {
  const made = await making;
  for (const one of namesOf(made)) standing.set(one, [...(standing.get(one) ?? []), place]);
  return made;
}

/** It was done to that one: whatever stands here for it goes. */
export function usedUp(thing: object): void {
  for (const one of namesOf(thing)) {
    for (const place of standing.get(one) ?? []) shelf.delete(place);
    standing.delete(one);
  }
}

const namesOf = (thing: object) => ('id' in thing && thing.id ? [thing, thing.id] : [thing]);
