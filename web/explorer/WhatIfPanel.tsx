// The switches: each changes the race and asks again at once.

import { offersOf, VERSIONS, type WhatIf } from '../../src/machine/what-if.ts';
import type { Race } from '../../src/race/program.ts';
import { MORE_NUMBERS, MOST_FORKS } from '../shell/what-if-link.ts';
import { kernelText } from './words.ts';

interface PanelProps {
  readonly asWritten: Race;
  readonly whatIf: WhatIf;
  readonly onChange: (part: Partial<WhatIf>) => void;
}

export function WhatIfPanel({ asWritten, whatIf, onChange }: PanelProps) {
  const offers = offersOf(asWritten);
  const size = asWritten.numbers.last - asWritten.numbers.first + 1;
  return (
    <div className="ex-whatif">
      {offers.forks === undefined ? undefined : (
        <Choice
          label={`${offers.forks.name} forks`}
          options={aroundForks(offers.forks.now, whatIf.forks).map(n => ({
            value: n,
            text: `${n}`,
          }))}
          value={whatIf.forks ?? offers.forks.now}
          onPick={n => onChange({ forks: n === offers.forks?.now ? undefined : n })}
        />
      )}
      {offers.late ? (
        <Choice
          label="pidfd taken"
          options={[
            { value: false, text: 'early' },
            { value: true, text: 'late' },
          ]}
          value={whatIf.late}
          onPick={late => onChange({ late })}
        />
      ) : undefined}
      <Choice
        label="numbers"
        options={[
          { value: 0, text: `${size}` },
          { value: MORE_NUMBERS, text: `${size + MORE_NUMBERS}` },
        ]}
        value={whatIf.moreNumbers}
        onPick={moreNumbers => onChange({ moreNumbers })}
      />
      {offers.ignored === undefined ? undefined : (
        <label className="ex-choice">
          <span>{offers.ignored} ignores SIGCHLD</span>
          <span className="switch">
            <input
              type="checkbox"
              role="switch"
              aria-checked={whatIf.ignored}
              checked={whatIf.ignored}
              onChange={event => onChange({ ignored: event.target.checked })}
            />
          </span>
        </label>
      )}
      <Kernel asWritten={asWritten} whatIf={whatIf} onChange={onChange} />
    </div>
  );
}

function Kernel({ asWritten, whatIf, onChange }: PanelProps) {
  const versions = [...new Set([...VERSIONS, asWritten.version])].sort((a, b) => a - b);
  const pick = (text: string) => {
    const version = Number(text);
    onChange({ version: version === asWritten.version ? undefined : version });
  };
  return (
    <label className="ex-choice">
      <span>kernel</span>
      <select value={whatIf.version ?? asWritten.version} onChange={e => pick(e.target.value)}>
        {versions.map(version => (
          <option key={version} value={version}>
            {kernelText(version)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChoiceProps<T> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly value: T;
  readonly onPick: (value: T) => void;
}

function Choice<T>({ label, options, value, onPick }: ChoiceProps<T>) {
  return (
    <fieldset className="ex-choice">
      <legend className="sr">{label}</legend>
      <span aria-hidden="true">{label}</span>
      <span className="segmented">
        {options.map(option => (
          <button
            key={option.text}
            type="button"
            aria-pressed={option.value === value}
            onClick={() => onPick(option.value)}
          >
            {option.text}
          </button>
        ))}
      </span>
    </fieldset>
  );
}

/** Four numbers of forks around the written one, and the chosen one. */
function aroundForks(now: number, chosen: number | undefined): readonly number[] {
  const from = Math.max(0, Math.min(now - 1, MOST_FORKS - 3));
  const offered = [from, from + 1, from + 2, from + 3];
  return chosen === undefined || offered.includes(chosen) ? offered : [...offered, chosen];
}
