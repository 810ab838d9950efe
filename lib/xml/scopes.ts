/** Promise: every prefix is declared where it is used, and no element has one attribute under two spellings. */

const xmlNs = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNs = 'http://www.w3.org/2000/xmlns/';

interface Scope {
  element: string;
  declared: Map<string, string>;
}

/** The open elements with the prefixes that each declares (Namespaces in XML 1.0). */
export class Scopes {
  readonly #open: Scope[] = [];

  get depth(): number {
    return this.#open.length;
  }

  /** Opens an element; false when its namespaces do not hold together. */
  enter(element: string, attributes: [string, string][]): boolean {
    const declared = new Map<string, string>();
    for (const [name, value] of attributes) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      const prefix = name.slice(6);
      if (declared.has(prefix) || prefix === 'xml' || prefix === 'xmlns') return false;
      // A namespace spelled with a reference is one name for us and perhaps another for a parser.
      if (value === xmlNs || value === xmlnsNs || value.includes('&') || (prefix !== '' && value === ''))
        return false;
      declared.set(prefix, value);
    }
    this.#open.push({ element, declared });
    if (this.#namespaceOf(prefixOf(element)) === undefined) return false;
    const seen = new Set<string>();
    for (const [name] of attributes) {
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      const prefix = prefixOf(name);
      const namespace = prefix === '' ? '' : this.#namespaceOf(prefix);
      const expanded = `${namespace} ${name.slice(prefix === '' ? 0 : prefix.length + 1)}`;
      if (namespace === undefined || seen.has(expanded)) return false;
      seen.add(expanded);
    }
    return true;
  }

  /** Closes the innermost element; false when it has another name. */
  leave(element: string): boolean {
    return this.#open.pop()?.element === element;
  }

  #namespaceOf(prefix: string): string | undefined {
    if (prefix === 'xml') return xmlNs;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const namespace = this.#open[i]?.declared.get(prefix);
      if (namespace !== undefined) return namespace;
    }
    return prefix === '' ? '' : undefined;
  }
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(0, colon);
}
