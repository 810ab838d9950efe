import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Where the RSA keys of this run are kept, and gone with it. */
export default function keyFolder(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'));
  project.provide('keyFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

declare module 'vitest' {
  export interface ProvidedContext {
    keyFolder: string;
  }
}
