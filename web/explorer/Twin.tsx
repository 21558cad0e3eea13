// The same as text, for screen readers: what the fields and the graph show, as tables.

import type { Race } from '../../src/race/program.ts';
import type { Explorer } from './explorer-store.ts';
import { endsOf, type Found } from './job.ts';
import { bandText, endText, variantText } from './words.ts';

export function Twin({ state }: { readonly state: Explorer }) {
  const { race, searches } = state;
  return (
    <div className="sr">
      <table>
        <caption>All orders by how they end</caption>
        <thead>
          <tr>
            <th scope="col">World</th>
            <th scope="col">End</th>
            <th scope="col">Orders</th>
            <th scope="col">End states</th>
          </tr>
        </thead>
        <tbody>
          {searches.flatMap((search, i) =>
            search.kind !== 'found'
              ? []
              : endsOf(search.found.report).map(end => (
                  <tr key={`${race.variants[i]} ${end.name}`}>
                    <th scope="row">{variantText(race.variants[i] ?? '')}</th>
                    <td>{endText(race, end.name)}</td>
                    <td>{end.orders?.toString() ?? 'not counted'}</td>
                    <td>{end.states}</td>
                  </tr>
                )),
          )}
        </tbody>
      </table>
      {searches.map((search, i) =>
        search.kind === 'found' ? (
          <Columns
            key={race.variants[i]}
            race={race}
            name={variantText(race.variants[i] ?? '')}
            found={search.found}
          />
        ) : undefined,
      )}
    </div>
  );
}

function Columns(props: { readonly race: Race; readonly name: string; readonly found: Found }) {
  const { race, name, found } = props;
  const { layout } = found;
  const count = (band: number, depth: number) =>
    layout.densities.length > 0
      ? (layout.densities.find(d => d.band === band && d.depth === depth)?.states ?? 0)
      : layout.states.filter(s => s.band === band && s.depth === depth).length;
  return (
    <table>
      <caption>{name}: states by steps taken and by what the number means</caption>
      <thead>
        <tr>
          <th scope="col">Steps</th>
          {layout.bands.map(({ band }) => (
            <th key={band} scope="col">
              {bandText(race, band)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {layout.columns.map(({ depth }) => (
          <tr key={depth}>
            <th scope="row">{depth}</th>
            {layout.bands.map(({ band }) => (
              <td key={band}>{count(band, depth)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
