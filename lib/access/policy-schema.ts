import { z } from 'zod';
import { applicationColumn, maskable, ownColumn, Policy, permissions, withEnvironment } from './policy.ts';
import type { SubjectName } from './rows.ts';

/** The published schema of a policy: what a role may hold on which subject, and which conditions it knows there. */
export function policySchema(publicUrl: string): object {
  const { $schema, ...schema } = z.toJSONSchema(Policy, { io: 'input' }) as Record<string, unknown>;
  const bySubject = Map.groupBy([...permissions], (permission) => permission.split(' ')[1] as SubjectName);
  const rules = (schema.properties as { rules: { items: { properties: Record<string, object> } } }).rules;
  const items = {
    ...rules.items,
    properties: { ...rules.items.properties, on: { enum: [...bySubject.keys()] } },
    allOf: [...bySubject].map(([on, held]) => ({
      if: { properties: { on: { const: on } }, required: ['on'] },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: { properties: ofSubject(on, held) },
    })),
  };
  return {
    $schema,
    $id: `${publicUrl}/api/v1/role-policy.schema.json`,
    title: 'Policy of a Gatehouse role',
    description:
      'What no rule names is refused. Administrative verbs count only where the role is held in every environment, and never above its ceiling.',
    ...schema,
    properties: { rules: { ...rules, items } },
  };
}

function ofSubject(on: SubjectName, held: string[]): Record<string, object> {
  const conditions = [
    ...(withEnvironment.includes(on) ? ['environment'] : []),
    ...(applicationColumn[on] ? ['applications'] : []),
    ...(ownColumn[on] ? ['own'] : []),
  ];
  return {
    may: { items: { enum: held.map((permission) => permission.split(' ')[0]) } },
    where: { propertyNames: { enum: conditions } },
    ...(maskable[on] && { fields: { items: { enum: maskable[on] } } }),
  };
}
