import type { Place, Reach } from '#lib/roles/cells.ts';

/** One line of the matrix as it can be chosen. */
export interface EditorRow {
  key: string;
  action: string;
  label: string;
  /** Otherwise one choice for both. */
  isByEnvironment: boolean;
  options: { value: Reach; label: string }[];
  now: Record<Place, Reach>;
  /** As saved; what differs from it is marked. */
  saved: Record<Place, Reach>;
}

export interface EditorGroup {
  subject: string;
  rows: EditorRow[];
}

export interface LineSaid {
  line: number | null;
  message: string;
}

/** What came of sending the editor; what was typed comes back with it, for browsers without scripts. */
export type DraftState =
  | { kind: 'idle' }
  | {
      kind: 'wrong';
      fields: Record<string, string>;
      lines: LineSaid[];
      typed: {
        name: string;
        description: string;
        json: string | null;
        cells: Record<string, string>;
        ceiling: string[];
        these: string[];
      };
    };

export interface Choice {
  value: string;
  label: string;
  detail?: string;
}
