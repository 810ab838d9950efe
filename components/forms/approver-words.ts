const numbers = ['nobody else', 'one other person', 'two', 'three', 'four', 'five'];

/** "one other person", "two other people" */
export function othersInWords(needed: number): string {
  return needed <= 1 ? (numbers[needed] ?? '') : `${numbers[needed] ?? needed} other people`;
}

/** "Olivia Owens", "Olivia Owens or Oskar Holm", "Olivia Owens, Oskar Holm or 3 more" */
export function oneOf(names: string[], most = 4): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const rest = names.length - shown.length;
  const words = rest > 0 ? [...shown, `${rest} more`] : shown;
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}
