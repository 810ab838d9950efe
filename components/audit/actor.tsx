import { Bot, Clock, Terminal } from 'lucide-react';
import type { ReactNode } from 'react';

/** A picture for what is not a person: the clock's jobs, the command line, a service. Null for people. */
export function machineIcon(actorKind: string): ReactNode {
  switch (actorKind) {
    case 'system':
      return <Clock />;
    case 'cli':
      return <Terminal />;
    case 'service':
      return <Bot />;
    default:
      return null;
  }
}

/** As the facets and the drawer say who made an event. */
export const madeBy: Record<string, string> = {
  operator: 'Operator',
  system: 'Gatehouse itself',
  cli: 'Command line',
  service: 'Service',
  anonymous: 'Not signed in',
};
