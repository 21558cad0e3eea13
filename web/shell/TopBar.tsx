// The bar over every page: brand, pages, share, theme, help; on phones a menu holds the rest.

import { useStore } from 'zustand';
import { Icon, type IconName, Logo } from '../glyphs/Icon.tsx';
import { PAGES } from '../pages.ts';
import { openDialog, shell } from './shell-store.ts';
import { isDark, settings, toggleTheme } from './theme.ts';

export function TopBar() {
  const page = useStore(shell, s => s.page);
  const shareable = useStore(shell, s => s.shareable);
  const menu = page.kind === 'ready' && page.module.menu !== undefined;
  const current = page.kind === 'unknown' ? '' : page.page.id;
  return (
    <header className="topbar">
      <a className="brand" href="#/">
        <Logo />
        Wrong Number
      </a>
      <nav aria-label="Pages">
        {PAGES.map(({ id, label }) => (
          <a key={id} href={`#/${id}`} aria-current={id === current ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div className="tools">
        {shareable ? (
          <Tool icon="share" label="Share" shortcut="S" shown onClick={() => openDialog('share')} />
        ) : undefined}
        <ThemeTool />
        <Tool icon="help" label="Keys and help" wide onClick={() => openDialog('help')} />
        <button
          type="button"
          className={menu ? 'button icon only-narrow' : 'button icon only-phone'}
          aria-label="Menu"
          onClick={() => openDialog('menu')}
        >
          <Icon name="menu" size={20} />
        </button>
      </div>
    </header>
  );
}

function ThemeTool() {
  useStore(settings, s => s.theme);
  const dark = isDark();
  return (
    <Tool
      icon={dark ? 'sun' : 'moon'}
      label={dark ? 'Light theme' : 'Dark theme'}
      wide
      onClick={toggleTheme}
    />
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  /** With its label as text on wide windows. */
  readonly shown?: boolean;
  /** Not on phones: the menu has it. */
  readonly wide?: boolean;
  readonly shortcut?: string;
}

function Tool({ icon, label, onClick, shown = false, wide = false, shortcut }: ToolProps) {
  const names = ['button', shown ? '' : 'icon', wide ? 'only-wide' : ''].filter(Boolean).join(' ');
  return (
    <button type="button" className={names} aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} size={17} />
      {shown ? <span className="label">{label}</span> : undefined}
      {shown && shortcut !== undefined ? <kbd>{shortcut}</kbd> : undefined}
    </button>
  );
}
