// The schedule under both worlds: who runs next, the steps so far, and the transport. One tape for
// both, since the schedule belongs to both.

import { type KeyboardEvent, useState } from 'react';
import { useStore } from 'zustand';
import { Glyph } from '../glyphs/Glyph.tsx';
import { Icon } from '../glyphs/Icon.tsx';
import { layout } from '../shell/layout.ts';
import { keepFocus } from './focus.ts';
import { changeSpeed, choose, openDrawer, reset, stepBack } from './lab-store.ts';
import { togglePlay } from './playback.ts';
import type { ChoiceRow, TapeRow } from './rows.ts';
import { Tape } from './Tape.tsx';
import { Then } from './Then.tsx';

interface DockProps {
  readonly tape: readonly TapeRow[];
  readonly choices: readonly ChoiceRow[];
  readonly playing: boolean;
  readonly speed: number;
  readonly canBack: boolean;
  /** Rows with names (wide), names under glyphs (tablet), or glyphs alone. */
  readonly form: 'rows' | 'row' | 'stack' | 'phone';
  /** The order shown is the reader's own, not the script. */
  readonly yours: boolean;
}

export function Dock(props: DockProps) {
  const { choices, form } = props;
  const over = choices.every(choice => !choice.ready);
  return (
    <section className={`dock panel ${form}`} aria-label="Schedule">
      {over ? <Then form={form} /> : <Chooser choices={choices} form={form} />}
      <Tape rows={props.tape} form={form} yours={props.yours} />
      <Transport {...props} />
    </section>
  );
}

function Chooser({ choices, form }: Pick<DockProps, 'choices' | 'form'>) {
  const [place, setPlace] = useState(0);
  const width = useStore(layout, s => s.width);
  const narrow = form === 'phone' || form === 'stack';
  const shown = narrow
    ? choices.filter(c => c.suggested)
    : fitting(choices, width - (form === 'rows' ? BESIDE.rows : BESIDE.row));
  const hidden = choices.length - shown.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a scrolling row.
    <div className="choose" role="group" aria-label="Who runs next?" onKeyDown={moveInGroup}>
      <span className="row-label" aria-hidden="true">
        Who runs next?
      </span>
      <div className="options">
        {shown.map((choice, i) => (
          <Option
            key={choice.suggested ? 'suggested' : `${choice.ref.process}.${choice.ref.instance}`}
            choice={choice}
            form={form}
            tabIndex={i === Math.min(place, shown.length - 1) ? 0 : -1}
            onFocus={() => setPlace(i)}
          />
        ))}
      </div>
      {hidden > 0 ? (
        <button type="button" className="button others" onClick={() => openDrawer('chooser')}>
          Other…
        </button>
      ) : undefined}
    </div>
  );
}

/** Pixels taken by what stands beside the buttons: margins, labels or tape, transport, Other. */
const BESIDE = { rows: 640, row: 785 } as const;

/** As many as fit, by about how wide they are; the first always does. */
function fitting(choices: readonly ChoiceRow[], room: number): readonly ChoiceRow[] {
  let left = room;
  return choices.filter(({ name, verb, why, suggested }, i) => {
    const text = why ?? verb;
    left -= suggested
      ? (name.length + text.length) * 8 + 84
      : Math.max(name.length, text.length) * 7.4 + 84;
    return i === 0 || left >= 0;
  });
}

/** Up and Down move between the buttons of a group. */
export function moveInGroup(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const i = buttons.indexOf(event.target as HTMLElement);
  buttons[(i + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

interface OptionProps {
  readonly choice: ChoiceRow;
  readonly form: DockProps['form'] | 'sheet';
  readonly tabIndex: number;
  readonly onFocus: () => void;
}

export function Option({ choice, form, tabIndex, onFocus }: OptionProps) {
  const { name, verb, ready, why, suggested, digit } = choice;
  const big = form === 'phone' || form === 'stack';
  const kind = suggested ? 'primary' : ready ? 'outlined' : '';
  return (
    <button
      type="button"
      className={`button option ${kind}`}
      aria-disabled={!ready}
      aria-keyshortcuts={suggested ? 'ArrowRight' : digit === undefined ? undefined : String(digit)}
      data-focus={suggested ? 'next' : undefined}
      title={why}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={() => {
        if (ready) keepFocus(() => choose(choice.ref));
      }}
    >
      {suggested && !big ? (
        <Icon name="right" size={17} />
      ) : (
        <Glyph name={name} glyph={choice.glyph} size={big ? 22 : 20} />
      )}
      <span className="what">
        <span className="name">
          {suggested && big && name.length + choice.shortVerb.length < 16 ? 'Run ' : ''}
          {name}
          {suggested && big ? ': ' : ' '}
        </span>
        <span className={ready ? 'verb mono' : 'verb'}>
          {ready ? (big ? choice.shortVerb : verb) : why}
        </span>
      </span>
      {big ? undefined : <Hint suggested={suggested} digit={digit} />}
      {choice.aside === undefined ? undefined : <span className="aside">{choice.aside}</span>}
    </button>
  );
}

function Hint(props: { readonly suggested: boolean; readonly digit: number | undefined }) {
  const text = props.suggested ? '→' : props.digit;
  return text === undefined ? undefined : <kbd>{text}</kbd>;
}

function Transport({ playing, speed, canBack, form }: DockProps) {
  const icon = form === 'phone' || form === 'stack';
  return (
    <div className="transport">
      <button
        type="button"
        className={icon ? 'button back icon' : 'button back'}
        aria-disabled={!canBack}
        aria-label="Back"
        aria-keyshortcuts="ArrowLeft"
        onClick={() => {
          stepBack();
        }}
      >
        <Icon name="left" size={icon ? 22 : 17} />
        {icon ? undefined : (
          <>
            Back <kbd>←</kbd>
          </>
        )}
      </button>
      {icon ? undefined : (
        <>
          <button
            type="button"
            className="button icon"
            aria-label={playing ? 'Pause' : 'Play'}
            aria-keyshortcuts="a"
            title={playing ? 'Pause (A)' : 'Play (A)'}
            onClick={() => {
              togglePlay();
            }}
          >
            <Icon name={playing ? 'pause' : 'play'} size={17} />
          </button>
          <button
            type="button"
            className="button icon speed"
            aria-label={`Speed ${speed} times: change`}
            title="Speed (+ and −)"
            onClick={() => changeSpeed(speed >= 4 ? -4 : 1)}
          >
            {speed}×
          </button>
          <button
            type="button"
            className="button icon"
            aria-label="Start again"
            aria-keyshortcuts="r"
            title="Start again (R)"
            onClick={() => {
              reset();
            }}
          >
            <Icon name="reset" size={18} />
          </button>
        </>
      )}
    </div>
  );
}
