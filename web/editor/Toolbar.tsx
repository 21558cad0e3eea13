// What can be done to the program as a whole: begin from a scenario, open, save, format, reset.

import { useRef } from 'react';
import { useStore } from 'zustand';
import { IDS, titleOf } from '../../src/catalogue/index.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { formatRoute } from '../shell/route.ts';
import { setNotice } from '../shell/shell-store.ts';
import { goTo } from '../shell/url.ts';
import { save } from './editor-keys.ts';
import { editor, formatText, originalOf, replaceText, reset, takeShelved } from './editor-store.ts';
import { readRaceFile } from './files.ts';

export function Toolbar() {
  const { origin, text, shelved, tooLong } = useStore(editor);
  const changed = text !== originalOf(origin);
  return (
    <div className="ed-tools" role="toolbar" aria-label="Program">
      <Origin origin={origin} />
      <OpenButton />
      <button type="button" className="button" onClick={save} title="Save as a file (Ctrl S)">
        <Icon name="file" size={17} /> Save
      </button>
      <button
        type="button"
        className="button"
        title="Format (Shift Alt F)"
        onClick={() => {
          if (!formatText()) setNotice('A program with errors is left as it is.');
        }}
      >
        <Icon name="code" size={17} /> Format
      </button>
      <button
        type="button"
        className="button"
        aria-disabled={!changed}
        onClick={() => changed && reset()}
      >
        <Icon name="reset" size={17} /> Reset
      </button>
      {shelved === undefined ? undefined : (
        <button type="button" className="button outlined" onClick={takeShelved}>
          Back to my draft
        </button>
      )}
      {tooLong ? (
        <p className="caption">Too long for a link: save it as a file to pass it on.</p>
      ) : undefined}
    </div>
  );
}

function Origin({ origin }: { readonly origin: string | undefined }) {
  return (
    <label className="picker">
      <span className="caption">{origin === undefined ? 'Your own' : 'A copy of'}</span>
      <strong>{origin === undefined ? 'New race' : titleOf(origin)}</strong>
      <Icon name="down" size={15} />
      <select
        aria-label="Begin from"
        value={origin ?? ''}
        onChange={({ target }) =>
          goTo(formatRoute(target.value === '' ? ['edit'] : ['edit', target.value]))
        }
      >
        <option value="">New race</option>
        {IDS.map(id => (
          <option key={id} value={id}>
            {titleOf(id)}
          </option>
        ))}
      </select>
    </label>
  );
}

function OpenButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <Icon name="share" size={17} /> Open
      </button>
      <input
        ref={input}
        type="file"
        className="sr"
        accept=".race,text/plain"
        aria-label="Open a race file"
        tabIndex={-1}
        onChange={event => {
          void openFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}

/** A file of the reader's own takes the place of the text; Undo brings that back. */
export async function openFile(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  const read = await readRaceFile(file);
  if (read.kind === 'refused') setNotice(read.why);
  else {
    replaceText(read.text);
    setNotice(undefined);
  }
}
