/** Where open menus stand in the document: inside the banner, so that nothing lies outside the landmarks. */
export function floatRoot(): HTMLElement | null {
  return typeof document === 'undefined' ? null : document.querySelector<HTMLElement>('.shell > header');
}
