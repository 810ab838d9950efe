/** Says a result to screen readers through the live region of the root layout. */
export function announce(sentence: string): void {
  const region = document.getElementById('announcer');
  if (!region) return;
  region.textContent = '';
  // A region that is emptied and filled in one go is not spoken again.
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
}
