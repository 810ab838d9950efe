'use client';

import { Sun } from 'lucide-react';
import { announce } from '#components/ui/announce.ts';
import { IconButton } from '#components/ui/button.tsx';
import { currentTheme, pinTheme } from './theme.ts';

/** To the other theme and back; "System" stands in the operator's menu. */
export function ThemeSwitch() {
  const turn = () => {
    const theme = currentTheme();
    const dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
    pinTheme(dark ? 'light' : 'dark');
    announce(dark ? 'Light theme.' : 'Dark theme.');
  };
  return (
    <IconButton label="Switch theme" className="theme needs-script" onClick={turn}>
      <Sun />
    </IconButton>
  );
}
