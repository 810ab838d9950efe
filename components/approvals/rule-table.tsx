import { othersInWords } from '#components/forms/approver-words.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';

/** One rule in words: what, where, and how many other people. */
export interface Rule {
  key: string;
  /** "Every critical change", "Give a role" */
  what: string;
  /** "every environment", "Production" */
  where: string;
  approvals: number;
  /** It stands in the product, and nobody has set it. */
  isDefault: boolean;
  /** Null where the viewer may not change it. */
  editHref: string | null;
  removeHref: string | null;
}

export function RuleTable({ rules }: { rules: Rule[] }) {
  return (
    <Table
      label="Approval rules"
      columns={['', 'w-[200px]', 'w-[260px]', 'w-[96px]', 'w-[196px]']}
      minWidth="min-w-[900px]"
      narrow={<NarrowRules rules={rules} />}
    >
      <thead>
        <tr>
          <Th>Change</Th>
          <Th>Where</Th>
          <Th>Waits for</Th>
          <Th>Origin</Th>
          <Th hiddenLabel="Edit" />
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <Tr key={rule.key}>
            <Td title={rule.what}>
              <span className="name">{rule.what}</span>
            </Td>
            <Td>{rule.where}</Td>
            <Td>{othersInWords(rule.approvals)}</Td>
            <Td className="text-ink-3">{rule.isDefault ? 'default' : 'set here'}</Td>
            <Td>
              <Edit rule={rule} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRules({ rules }: { rules: Rule[] }) {
  return (
    <Rows label="Approval rules">
      {rules.map((rule) => (
        <RowItem
          key={rule.key}
          title={rule.what}
          detail={`in ${rule.where}: waits for ${othersInWords(rule.approvals)}`}
          end={rule.editHref ? <Edit rule={rule} /> : null}
        />
      ))}
    </Rows>
  );
}

function Edit({ rule: { editHref, removeHref, what, where } }: { rule: Rule }) {
  const said = (
    <span className="sr-only">
      {' '}
      {what} in {where}
    </span>
  );
  return (
    <span className="flex justify-end gap-2">
      {removeHref ? (
        <LinkButton size="sm" variant="quiet" href={removeHref}>
          Remove…{said}
        </LinkButton>
      ) : null}
      {editHref ? (
        <LinkButton size="sm" href={editHref}>
          Change…{said}
        </LinkButton>
      ) : null}
    </span>
  );
}
