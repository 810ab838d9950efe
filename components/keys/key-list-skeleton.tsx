import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Table, Th } from '#components/ui/table.tsx';
import { keyColumns, keyTableWidth } from './key-table.tsx';

const heads = [
  'Name',
  'Token id',
  'Application',
  'State',
  'Allow-list',
  'Expires',
  'Last used',
  'Calls 24 h',
];
const names = ['w-33', 'w-44', 'w-24', 'w-38', 'w-30', 'w-42', 'w-26', 'w-36', 'w-28', 'w-40'];

/** The list before it is there: its real columns, so that nothing shifts. */
export function KeyListSkeleton() {
  return (
    <Page>
      <PageHead title="Keys" />
      <div className="tabs">
        <span>
          <Skeleton className="w-96" />
        </span>
      </div>
      <div className="filters">
        <span className="search">
          <Skeleton className="w-40" />
        </span>
      </div>
      <Panel label="Keys are being read" busy>
        <Table label="Keys" columns={keyColumns} minWidth={keyTableWidth}>
          <thead>
            <tr>
              {heads.map((head, index) => (
                <Th key={head} num={index > 4}>
                  {head}
                </Th>
              ))}
              <Th hiddenLabel="Actions" />
            </tr>
          </thead>
          <tbody aria-hidden="true">
            {names.map((name) => (
              <tr key={name}>
                <td>
                  <Skeleton className={name} />
                </td>
                {heads.slice(1).map((head, index) => (
                  <td key={head} className={index > 3 ? 'num' : undefined}>
                    <Skeleton className={index > 3 ? 'w-12' : 'w-20'} />
                  </td>
                ))}
                <td />
              </tr>
            ))}
          </tbody>
        </Table>
      </Panel>
    </Page>
  );
}
