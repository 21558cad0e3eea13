// The band over the worlds: which step, what has just happened in one sentence, and which scenario.

import { IDS, titleOf } from '../../src/catalogue/index.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { goTo as goToAddress } from '../shell/url.ts';
import { writeLink } from './lab-link.ts';
import { openDrawer, toggleXray } from './lab-store.ts';

interface ResultBandProps {
  readonly title: string;
  readonly sub: string;
  /** What came of questions that this step has answered: told in the line's place. */
  readonly learnt: readonly string[];
  readonly at: number;
  readonly of: number;
  readonly scenario: string;
  /** How the scenario is changed, a few words each. */
  readonly changes: readonly string[];
  readonly xray: boolean;
  readonly form: 'rows' | 'row' | 'stack' | 'phone';
}

const TITLES = IDS.map(id => ({ id, title: titleOf(id) ?? id }));

/** Longer sentences take two lines on a phone, and leave none for the line below. */
const ONE_LINE = 34;

export function ResultBand(props: ResultBandProps) {
  const { title, sub, learnt, at, of, scenario, changes, xray, form } = props;
  const phone = form === 'phone';
  return (
    <div className="result">
      <p className="stepbox" aria-hidden="true">
        <strong>{at}</strong>
        <span>{phone ? `/${of}` : `of ${of}`}</span>
      </p>
      <div className="sentence">
        <h1 id="result" className="headline" tabIndex={-1}>
          <span className="sr">
            Step {at} of {of}.{' '}
          </span>
          {title}
        </h1>
        {learnt.length > 0 ? (
          <p className="subline learnt" role="status">
            {learnt.map(line => (
              <span key={line}>{line} </span>
            ))}
          </p>
        ) : changes.length > 0 ? (
          <p className="subline whatif">
            <span>
              <strong>What if:</strong> {changes.join(', ')}.
            </span>{' '}
            <a href={writeLink({ id: scenario, schedule: undefined, at: 0, xray: false })}>
              As written
            </a>
          </p>
        ) : form === 'row' || sub === '' || (phone && title.length > ONE_LINE) ? undefined : (
          <p className="subline">{sub}</p>
        )}
      </div>
      {phone ? undefined : (
        <div className="views">
          <button
            type="button"
            className="button icon"
            aria-pressed={xray}
            aria-label="X-ray: what each note really means"
            title="X-ray (X)"
            onClick={toggleXray}
          >
            <Icon name="xray" />
          </button>
          <button
            type="button"
            className="button icon"
            aria-label="Branches: orders tried so far"
            title="Branches (B)"
            onClick={() => openDrawer('branches')}
          >
            <Icon name="branch" />
          </button>
          <button
            type="button"
            className="button icon"
            aria-label="Transcript"
            title="Transcript (T)"
            onClick={() => openDrawer('transcript')}
          >
            <Icon name="list" />
          </button>
        </div>
      )}
      {form === 'rows' || form === 'row' ? <Picker scenario={scenario} form={form} /> : undefined}
    </div>
  );
}

function Picker({ scenario, form }: { readonly scenario: string; readonly form: 'rows' | 'row' }) {
  const number = TITLES.findIndex(t => t.id === scenario) + 1;
  return (
    <div className="picker">
      {form === 'rows' ? <span className="caption">Scenario {number}</span> : undefined}
      <strong>{TITLES[number - 1]?.title}</strong>
      <Icon name="down" size={16} />
      <select
        aria-label="Scenario"
        value={scenario}
        onChange={event => goToAddress(`#/lab/${event.target.value}`)}
      >
        {TITLES.map(({ id, title }, i) => (
          <option key={id} value={id}>
            {i + 1} {title}
          </option>
        ))}
      </select>
    </div>
  );
}
