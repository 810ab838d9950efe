import { readFileSync } from 'node:fs';
import { fetchMetadata } from '#lib/connections/fetch.ts';
import { Usage } from './run.ts';

export function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/** The text of an IdP's metadata from a file, or from an address. */
export async function metadataFrom(place: string): Promise<string> {
  if (isAddress(place)) return fetchMetadata(place);
  try {
    return readFileSync(place, 'utf8');
  } catch {
    throw new Usage(
      `The file ${place} cannot be read. Name the IdP's metadata as a file or as an https URL.`,
    );
  }
}
