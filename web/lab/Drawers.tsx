// Panels opened at will: the transcript, the programs, the branches, everybody who might run, and
// the inspector. Drawers from the right on wide windows, sheets on phones.

import { useStore } from 'zustand';
import { now } from '../../src/machine/timeline.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { CodePanel } from './CodePanels.tsx';
import { moveInGroup, Option } from './Dock.tsx';
import { Inspector } from './Inspector.tsx';
import { lab, nextActor, openDrawer, rejoin, showBranch } from './lab-store.ts';
import { branchRows, choiceRows, transcriptRows, viewsOf, worldName } from './select.ts';
import { Transcript } from './Transcript.tsx';

const close = () => openDrawer('none');

export function Drawers() {
  const drawer = useStore(lab, s => s.drawer);
  switch (drawer) {
    case 'transcript':
      return <TranscriptDrawer />;
    case 'code':
      return <CodeDrawer />;
    case 'branches':
      return <BranchDrawer />;
    case 'chooser':
      return <ChooserSheet />;
    case 'inspector':
      return <Inspector />;
    case 'none':
      return undefined;
  }
}

function TranscriptDrawer() {
  const timeline = useStore(lab, s => s.timeline);
  const rows = transcriptRows(timeline);
  return (
    <Dialog title="Transcript" onClose={close} drawer>
      {rows.length === 0 ? <p>Nothing has happened yet.</p> : undefined}
      <Transcript rows={rows} title={undefined} calls />
    </Dialog>
  );
}

function CodeDrawer() {
  const timeline = useStore(lab, s => s.timeline);
  const race = useStore(lab, s => s.race);
  return (
    <Dialog title="Programs" onClose={close} drawer>
      {viewsOf(now(timeline)).map(view => (
        <section key={view.variant} className="drawer-part">
          <h3>{worldName(race, view.variant)}</h3>
          <CodePanel view={view} rows={40} columns={40} />
        </section>
      ))}
    </Dialog>
  );
}

function BranchDrawer() {
  const timeline = useStore(lab, s => s.timeline);
  const rows = branchRows(timeline);
  return (
    <Dialog title="Orders tried so far" onClose={close} drawer>
      <ol className="branches">
        {rows.map(row => (
          <li key={row.id}>
            <button
              type="button"
              className="button branch"
              aria-current={row.current ? 'true' : undefined}
              onClick={() => {
                showBranch(row.id);
                close();
              }}
            >
              <strong>{row.name}</strong>
              <span className="caption">
                {row.from === undefined
                  ? `${row.steps} steps`
                  : `${row.steps} steps, leaves after step ${row.from}`}
              </span>
              <span className="verbs">{row.verbs}</span>
            </button>
          </li>
        ))}
      </ol>
      {timeline.current === 0 ? undefined : (
        <button
          type="button"
          className="button"
          onClick={() => {
            rejoin();
            close();
          }}
        >
          <Icon name="branch" /> Back to the script, where they part
        </button>
      )}
      <p className="caption">
        Running somebody else than planned opens a new order. The first stays.
      </p>
    </Dialog>
  );
}

function ChooserSheet() {
  const timeline = useStore(lab, s => s.timeline);
  const choices = choiceRows(timeline, nextActor(timeline));
  return (
    <Dialog title="Who runs next?" onClose={close} drawer>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of buttons, no form. */}
      <div
        className="chooser-list"
        role="group"
        aria-label="Who runs next?"
        onKeyDown={moveInGroup}
        onClickCapture={event => {
          const button = (event.target as Element).closest('button');
          if (button?.getAttribute('aria-disabled') === 'false') close();
        }}
      >
        {choices.map(choice => (
          <Option
            key={`${choice.ref.process}.${choice.ref.instance}`}
            choice={choice}
            form="sheet"
            tabIndex={0}
            onFocus={() => undefined}
          />
        ))}
      </div>
    </Dialog>
  );
}
