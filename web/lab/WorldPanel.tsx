// One world: its tag, what its holder holds, the picture, the verdict. The picture is an image with
// a description; the same facts stand beside it as real tables for those who read cell by cell.

import type { VerdictWords } from '../../src/explain/verdict.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { inspect } from './lab-store.ts';
import type { WorldTables } from './tables.ts';

interface WorldPanelProps {
  readonly index: number;
  readonly tag: string;
  readonly kind: 'number' | 'reference';
  readonly holds:
    | { readonly who: string; readonly verb: string; readonly what: string }
    | undefined;
  readonly verdict: VerdictWords;
  /** What it said before this step, while the signal is still on its way. */
  readonly earlier: VerdictWords | undefined;
  readonly description: string;
  readonly tables: WorldTables;
  readonly strip: boolean;
  readonly caption: {
    readonly text: string;
    readonly tone: VerdictWords['tone'];
    readonly call: string | undefined;
  };
  readonly size: { readonly width: number; readonly height: number };
  /** Seconds until the signal has arrived: the verdict's colour waits for it. */
  readonly verdictDelay: number;
  /** Between the picture and the verdict. */
  readonly below: React.ReactNode;
  readonly children: React.ReactNode;
}

export function WorldPanel(props: WorldPanelProps) {
  const { tag, kind, verdict, strip, index, size } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a picture and its tables, no form.
    <div className={`world panel ${verdict.tone}`} role="group" aria-label={`${tag} world`}>
      <div className="world-head">
        <h2 className={kind === 'number' ? 'tag paper' : 'tag cable'}>
          <Icon name={kind === 'number' ? 'note' : 'plug'} size={18} />
          {tag}
        </h2>
        {strip ? (
          <span className={`chip ${verdict.tone}`}>
            <Icon name={verdict.icon} size={17} />
            {verdict.short}
          </span>
        ) : (
          <Holds holds={props.holds} />
        )}
      </div>
      <div
        className="scene-box"
        style={{ '--aspect': `${size.width} / ${size.height}` } as React.CSSProperties}
      >
        <svg
          className="scene"
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="img"
          aria-label={props.description}
          onClickCapture={event => inspectAt(event.target, index)}
        >
          {props.children}
        </svg>
      </div>
      {props.below}
      <Tables tables={props.tables} />
      {strip ? (
        <p className={`strip-caption ${props.caption.tone}`}>
          <strong>{props.caption.text}</strong>
          <code>{props.caption.call}</code>
        </p>
      ) : (
        <VerdictPlace {...props} />
      )}
    </div>
  );
}

function Holds({ holds }: Pick<WorldPanelProps, 'holds'>) {
  if (holds === undefined) return undefined;
  return (
    <p className="holds">
      {holds.who} {holds.verb} <strong>{holds.what}</strong>
    </p>
  );
}

type VerdictPlaceProps = Pick<WorldPanelProps, 'verdict' | 'earlier' | 'verdictDelay'>;

function VerdictPlace({ verdict, earlier, verdictDelay }: VerdictPlaceProps) {
  const waits = earlier !== undefined && verdictDelay > 0;
  const delay = { '--delay': `${verdictDelay}s` } as React.CSSProperties;
  return (
    <div className="verdict-place" style={delay}>
      {waits ? (
        <div className="verdict-earlier" key={`before ${verdict.rest}`} aria-hidden="true">
          <VerdictBar verdict={earlier} />
        </div>
      ) : undefined}
      <div className="verdict-now" key={`${verdict.lead}${verdict.rest}`}>
        <VerdictBar verdict={verdict} />
      </div>
    </div>
  );
}

function VerdictBar({ verdict }: { readonly verdict: VerdictWords }) {
  return (
    <p className={`verdict ${verdict.tone}`}>
      <Icon name={verdict.icon} size={20} />
      <strong>{verdict.lead}</strong> <span>{verdict.rest}</span>
    </p>
  );
}

/** A click on a part of the picture opens the inspector on it; the same is in its list, by key. */
function inspectAt(target: EventTarget, world: number): void {
  const part =
    target instanceof Element ? target.closest<SVGElement>('[data-pid], [data-nr]') : null;
  const { pid, nr } = part?.dataset ?? {};
  if (pid !== undefined) inspect({ kind: 'pid', world, pid: Number(pid) });
  else if (nr !== undefined) inspect({ kind: 'number', world, nr: Number(nr) });
}

function Tables({ tables }: { readonly tables: WorldTables }) {
  return (
    <div className="sr">
      {tables.map(table => (
        <table key={table.caption}>
          <caption>{table.caption}</caption>
          <thead>
            <tr>
              {table.head.map(text => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ key, cells }) => (
              <tr key={key}>
                {cells.map((text, i) => (
                  <td key={table.head[i]}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
