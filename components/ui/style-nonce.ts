/**
 * The scroll lock of dialogs adds a style element; under our CSP it needs the document's nonce, which it looks
 * for in this global. A soft navigation keeps the document, so its first nonce stays the right one.
 */
if (typeof document !== 'undefined') {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  Object.assign(globalThis, { __webpack_nonce__: nonce });
}
