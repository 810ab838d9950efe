'use client';

import type { ComponentProps } from 'react';
import { paths } from '#lib/paths.ts';
import { RoleReview } from './role-review.tsx';

type Made = { id: string; slug: string; opened: string[] };
type NewRoleReviewProps = Omit<ComponentProps<typeof RoleReview<Made>>, 'doneHref' | 'madeHref'>;

/** Leads to the role that was made: its slug is known only then. */
export function NewRoleReview(props: NewRoleReviewProps) {
  return <RoleReview {...props} doneHref={({ slug }) => paths.role(slug)} />;
}
