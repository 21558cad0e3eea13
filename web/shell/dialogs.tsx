// The shell's own dialogs: all keys with the settings, the link to share, the menu on phones.

import { useState } from 'react';
import { useStore } from 'zustand';
import { Icon } from '../glyphs/Icon.tsx';
import { kept, takeNewer } from '../offline/keep.ts';
import { PAGES } from '../pages.ts';
import { Dialog } from './Dialog.tsx';
import { type KeyBinding, keyLabel } from './keys.ts';
import { SHELL_KEYS } from './shell-keys.ts';
import { closeDialog, openDialog, shell } from './shell-store.ts';
import { isContrastMore, setSetting, settings, toggleContrast, toggleTheme } from './theme.ts';

export function ShellDialogs() {
  const dialog = useStore(shell, s => s.dialog);
  if (dialog === 'help') return <Help />;
  if (dialog === 'share') return <Share />;
  if (dialog === 'menu') return <Menu />;
  return undefined;
}

function Help() {
  const page = useStore(shell, s => s.page);
  const pageKeys = page.kind === 'ready' ? (page.module.keys ?? []) : [];
  return (
    <Dialog title="Keys and settings" onClose={closeDialog}>
      <Settings />
      <KeptHere />
      <table className="keys-table">
        {page.kind === 'ready' && pageKeys.length > 0 ? (
          <KeyRows title={page.page.label} keys={pageKeys} />
        ) : undefined}
        <KeyRows title="Everywhere" keys={SHELL_KEYS} />
      </table>
      <p className="caption">
        Runs in this browser alone: no account, no tracking, nothing is sent anywhere.
      </p>
    </Dialog>
  );
}

/** Whether the site will open without a network, and the way to its newer version. */
function KeptHere() {
  const state = useStore(kept, s => s.state);
  if (state === 'no') return undefined;
  return (
    <div className="row">
      <p className="caption" role="status">
        {state === 'coming'
          ? 'Being saved on this device.'
          : 'Saved on this device: works without a network.'}
      </p>
      {state === 'newer' ? (
        <button type="button" className="button" onClick={takeNewer}>
          Reload to the newer version
        </button>
      ) : undefined}
    </div>
  );
}

function KeyRows({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: readonly KeyBinding[];
}) {
  return (
    <tbody>
      <tr>
        <th colSpan={2} scope="rowgroup">
          {title}
        </th>
      </tr>
      {keys.map(({ keys: names, shown, label }) => (
        <tr key={label}>
          <td>
            {(shown === undefined ? names : [shown]).map(name => (
              <kbd key={name}>{shown ?? keyLabel(name)}</kbd>
            ))}
          </td>
          <td>{label}</td>
        </tr>
      ))}
    </tbody>
  );
}

function Settings() {
  const now = useStore(settings);
  return (
    <div className="settings">
      <Switch label="High contrast" on={isContrastMore(now)} set={toggleContrast} />
      <Switch
        label="Less motion"
        on={now.motion === 'reduced'}
        set={on => setSetting('motion', on ? 'reduced' : 'system')}
      />
      <Switch
        label="Single-letter keys"
        on={now.letterKeys === 'on'}
        set={on => setSetting('letterKeys', on ? 'on' : 'off')}
      />
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

function Switch({ label, on, set }: SwitchProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={e => set(e.target.checked)}
      />
      {label}
    </label>
  );
}

function Share() {
  const [copied, setCopied] = useState<'no' | 'yes' | 'by hand'>('no');
  const link = location.href;
  return (
    <Dialog title="Share this step" onClose={closeDialog}>
      <p>
        The link holds everything: who ran, in which order, and where you are. Nothing is stored.
      </p>
      <input
        className="field"
        readOnly
        value={link}
        aria-label="Link"
        onFocus={event => event.target.select()}
      />
      <div className="row">
        <button
          type="button"
          className="button primary"
          onClick={() => void copy(link).then(done => setCopied(done ? 'yes' : 'by hand'))}
        >
          <Icon name={copied === 'yes' ? 'tick' : 'share'} />
          {copied === 'yes' ? 'Copied' : 'Copy link'}
        </button>
        <span role="status">
          {copied === 'by hand' ? 'Not allowed here: select the link and copy it.' : ''}
        </span>
      </div>
    </Dialog>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function Menu() {
  const page = useStore(shell, s => s.page);
  const items = page.kind === 'ready' ? (page.module.menu ?? []) : [];
  return (
    <Dialog title="Menu" onClose={closeDialog} drawer>
      <div className="menu-list">
        {PAGES.map(({ id, label }) => (
          <a key={id} className="button" href={`#/${id}`} onClick={closeDialog}>
            {label}
          </a>
        ))}
        {items.map(({ icon, label, run }) => (
          <button
            key={label}
            type="button"
            className="button"
            onClick={() => {
              closeDialog();
              run();
            }}
          >
            <Icon name={icon} /> {label}
          </button>
        ))}
        <button type="button" className="button" onClick={toggleTheme}>
          <Icon name="moon" /> Light or dark
        </button>
        <button type="button" className="button" onClick={() => openDialog('help')}>
          <Icon name="keyboard" /> Keys and settings
        </button>
      </div>
    </Dialog>
  );
}
