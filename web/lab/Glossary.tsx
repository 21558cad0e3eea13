// The words of the subject, folded away until wanted.

import { GLOSSARY } from '../../src/explain/glossary.ts';

export function Glossary() {
  return (
    <details className="glossary">
      <summary>Words used here</summary>
      <dl>
        {GLOSSARY.map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
