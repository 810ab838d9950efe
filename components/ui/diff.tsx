export interface Change {
  field: string;
  before?: string | string[] | null;
  after?: string | string[] | null;
}

/** Before above after, with a sign: nothing is told by colour alone. Entries that stayed are counted, not listed. */
export function Diff({ changes }: { changes: Change[] }) {
  return (
    <ul className="diff">
      {changes.flatMap(({ field, before, after }) => {
        const [was, is] = [list(before), list(after)];
        const same = was.filter((value) => is.includes(value));
        const gone = was.filter((value) => !is.includes(value));
        const come = is.filter((value) => !was.includes(value));
        return [
          <li key={field} className="field">
            {field}
          </li>,
          same.length > 0 ? (
            <li key={`${field}=`} className="same">
              <span />
              {same.length === 1 ? same[0] : `${same[0]}, and ${same.length - 1} unchanged`}
            </li>
          ) : null,
          ...gone.map((value) => <Line key={`${field}-${value}`} kind="del" value={value} />),
          ...come.map((value) => <Line key={`${field}+${value}`} kind="add" value={value} />),
        ];
      })}
    </ul>
  );
}

function Line({ kind, value }: { kind: 'add' | 'del'; value: string }) {
  return (
    <li className={kind}>
      <span className="sign">
        <span aria-hidden="true">{kind === 'add' ? '+' : '−'}</span>
        <span className="sr-only">{kind === 'add' ? 'after: ' : 'before: '}</span>
      </span>
      <span>{value}</span>
    </li>
  );
}

function list(value: Change['before']): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
