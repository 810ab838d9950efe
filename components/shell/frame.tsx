import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notices } from '#components/ui/notices.tsx';
import { paths } from '#lib/paths.ts';
import { Burger } from './burger.tsx';
import { EnvironmentSwitch, type SwitchEnvironment } from './environment-switch.tsx';
import { FocusTip } from './focus-tip.tsx';
import { Gates, type GatesInStep } from './gates.tsx';
import { Live } from './live.tsx';
import { Mark } from './mark.tsx';
import { type NavGroup, NavLinks } from './nav-links.tsx';
import { OperatorMenu } from './operator-menu.tsx';
import { Palette, type PaletteSearch } from './palette.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

interface FrameProps {
  environment: string;
  environments: { id: string; name: string }[];
  switchEnvironment: SwitchEnvironment;
  /** Only what the operator may see; the frame decides nothing. */
  nav: NavGroup[];
  searches: PaletteSearch[];
  operator: { name: string; email: string; detail: string };
  gates: GatesInStep | null;
  /** The numbers that the stream of open pages begins with; null: nothing is told here. */
  shown: string | null;
  children: ReactNode;
}

/** What stands around every page of the console. */
export function Frame({
  environment,
  environments,
  switchEnvironment,
  nav,
  searches,
  operator,
  gates,
  shown,
  children,
}: FrameProps) {
  const links = (
    <>
      <NavLinks groups={nav} />
      {gates ? <Gates {...gates} /> : null}
    </>
  );
  return (
    <div className="shell" data-env={environment}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="bar">
        <Link className="brand" href={paths.overview}>
          <Mark />
          Gatehouse
        </Link>
        <div className="top">
          {nav.length > 0 ? (
            <>
              <Burger>{links}</Burger>
              <EnvironmentSwitch
                environment={environment}
                environments={environments}
                switchEnvironment={switchEnvironment}
              />
              <Palette groups={nav} searches={searches} />
            </>
          ) : null}
          <ThemeSwitch />
          <OperatorMenu {...operator} />
        </div>
      </header>
      <nav className="nav" aria-label="Main">
        {links}
      </nav>
      <main className="main" id="main" tabIndex={-1}>
        {children}
      </main>
      <Notices />
      <FocusTip />
      {shown === null ? null : <Live shown={shown} />}
    </div>
  );
}
