'use client';

import type { ComponentProps } from 'react';

type ActionFormProps = Omit<ComponentProps<'form'>, 'action' | 'onReset'> & {
  action: (form: FormData) => void;
};

/**
 * A form for `useActionState`. React resets a form after its action, also after a refused one; what somebody typed
 * is kept here until they are told that it was taken. `contents` by default, for body and foot of a dialog.
 */
export function ActionForm({ className = 'contents', ...rest }: ActionFormProps) {
  return <form className={className} onReset={(event) => event.preventDefault()} {...rest} />;
}
