import Link from 'next/link';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from './cx.ts';

export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger' | 'text-red';

export interface ButtonLook {
  variant?: ButtonVariant;
  size?: 'md' | 'sm';
  /** Stands before the word: an icon. */
  icon?: ReactNode;
  wide?: boolean;
  className?: string;
}

export function buttonClass({ variant = 'plain', size = 'md', wide, className }: ButtonLook): string {
  return cx('btn', variant !== 'plain' && variant, size === 'sm' && 'sm', wide && 'wide', className);
}

type ButtonProps = ButtonLook & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'>;

export function Button({
  variant,
  size,
  icon,
  wide,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button type={type} className={buttonClass({ variant, size, wide, className })} {...rest}>
      {icon}
      {children}
    </button>
  );
}

interface LinkButtonProps extends ButtonLook {
  href: string;
  children: ReactNode;
  /** A plain navigation, for what leaves the router: route handlers, downloads, another origin. */
  native?: boolean;
  download?: boolean;
}

/** Goes somewhere but looks like a button. */
export function LinkButton({ href, native, download, icon, children, ...look }: LinkButtonProps) {
  const className = buttonClass(look);
  if (native || download) {
    return (
      <a href={href} download={download} className={className}>
        {icon}
        {children}
      </a>
    );
  }
  return (
    <Link href={href} className={className} prefetch={false}>
      {icon}
      {children}
    </Link>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> & {
  /** The accessible name, also the tooltip. */
  label: string;
  size?: 'md' | 'sm' | 'xs';
};

export function IconButton({
  label,
  size = 'md',
  className,
  children,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <button
      type={type}
      className={cx('icon-btn', size !== 'md' && size, className)}
      aria-label={label}
      title={label}
      {...rest}
    >
      {children}
    </button>
  );
}
