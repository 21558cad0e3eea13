// The order so far, who may run next, and the player's other moves. At the end of an order the
// chooser makes room for what has come of it.

import { branchOf, now } from '../../src/machine/timeline.ts';
import { Glyph } from '../glyphs/Glyph.tsx';
import { Icon, type IconName } from '../glyphs/Icon.tsx';
import { moveInGroup } from '../lab/Dock.tsx';
import { keepFocus } from '../lab/focus.ts';
import type { ChoiceRow } from '../lab/rows.ts';
import { choiceRows, tapeRows } from '../lab/select.ts';
import { choose, goTo, hint, redo, reset, sayNone, undo } from './challenge-store.ts';
import { Ending } from './Ending.tsx';
import { type Game, isOver } from './game.ts';
import { Said } from './Said.tsx';

export function Order({ game }: { readonly game: Game }) {
  const { timeline, word } = game;
  const hinted = word.kind === 'hint' ? word.who : undefined;
  const rows = [...choiceRows(timeline, undefined)];
  const marked = choiceRows(timeline, hinted).find(row => row.suggested)?.ref;
  const dead = rows.every(row => !row.ready);
  return (
    <section className="dock panel order" aria-label="Your order">
      <Tape game={game} />
      <Said game={game} dead={dead && !isOver(game)} />
      {isOver(game) ? <Ending game={game} /> : <Chooser rows={rows} hinted={marked} />}
      <Moves game={game} />
    </section>
  );
}

function Tape({ game }: { readonly game: Game }) {
  const rows = tapeRows(game.timeline);
  if (rows.length === 0) return <p className="tape-empty caption">Nothing has happened yet.</p>;
  return (
    <ol className="steps long" aria-label="Steps of this order">
      {rows.map(row => (
        <li key={row.index} ref={row.state === 'now' ? reveal : undefined}>
          <button
            type="button"
            className={`step ${row.state}${row.harm ? ' harm' : ''}`}
            aria-current={row.state === 'now' ? 'step' : undefined}
            aria-label={`Step ${row.index}: ${row.name} ${row.verb}`}
            title={`${row.name} ${row.verb}`}
            onClick={() => goTo(row.index)}
          >
            <Glyph name={row.name} glyph={row.glyph} size={18} />
            <span className="verb mono">{row.verb}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Keeps the current step within the tape's window. */
function reveal(element: HTMLLIElement | null): void {
  const list = element?.parentElement;
  if (element === null || !list || list.scrollWidth <= list.clientWidth) return;
  list.scrollLeft = element.offsetLeft - list.offsetLeft - list.clientWidth / 2;
}

interface ChooserProps {
  readonly rows: readonly ChoiceRow[];
  readonly hinted: ChoiceRow['ref'] | undefined;
}

function Chooser({ rows, hinted }: ChooserProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a wrapping row.
    <div className="options" role="group" aria-label="Who runs next?" onKeyDown={moveInGroup}>
      {rows.map((row, i) => (
        <Option
          key={`${row.ref.process}.${row.ref.instance}`}
          row={row}
          first={i === 0}
          hinted={hinted?.process === row.ref.process && hinted.instance === row.ref.instance}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  readonly row: ChoiceRow;
  readonly first: boolean;
  readonly hinted: boolean;
}

function Option({ row, first, hinted }: OptionProps) {
  const { name, glyph, verb, ready, why, digit } = row;
  return (
    <button
      type="button"
      className={`button option${ready ? ' outlined' : ''}${hinted ? ' hinted' : ''}`}
      aria-disabled={!ready}
      aria-keyshortcuts={digit === undefined ? undefined : String(digit)}
      data-focus={first ? 'next' : undefined}
      title={why}
      onClick={() => {
        if (ready) keepFocus(() => choose(row.ref));
      }}
    >
      <Glyph name={name} glyph={glyph} size={20} />
      <span className="what">
        <span className="name">{name} </span>
        <span className={ready ? 'verb mono' : 'verb'}>{ready ? verb : why}</span>
      </span>
      {digit === undefined ? undefined : <kbd>{digit}</kbd>}
    </button>
  );
}

function Moves({ game }: { readonly game: Game }) {
  const { timeline } = game;
  const { at } = timeline;
  const over = isOver(game);
  const ahead = at < branchOf(timeline).steps.length && !over;
  return (
    <div className="moves">
      <Move icon="left" text="Undo" keys="ArrowLeft" able={at > 0} run={undo} />
      <Move icon="redo" text="Redo" keys="ArrowRight" able={ahead} run={redo} />
      <Move icon="reset" text="Start again" keys="r" able={now(timeline).at > 0} run={reset} />
      {over ? undefined : (
        <>
          <Move icon="help" text="Hint" keys="h" able run={hint} wide />
          <Move icon="cross" text="No order does it" keys="0" able run={sayNone} wide />
        </>
      )}
    </div>
  );
}

interface MoveProps {
  readonly icon: IconName;
  readonly text: string;
  readonly keys: string;
  readonly able: boolean;
  readonly run: () => boolean;
  /** With its text. */
  readonly wide?: boolean;
}

function Move({ icon, text, keys, able, run, wide = false }: MoveProps) {
  return (
    <button
      type="button"
      className={wide ? 'button' : 'button icon'}
      aria-label={text}
      title={text}
      aria-disabled={!able}
      aria-keyshortcuts={keys}
      onClick={() => {
        if (able) keepFocus(run);
      }}
    >
      <Icon name={icon} size={17} />
      {wide ? text : undefined}
    </button>
  );
}
