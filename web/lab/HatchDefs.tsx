// Fill patterns for numbers held by zombies (hatch) and by groups alone (dots), in each of the
// five number colours and plain. Once per page; scenes refer to them by id.

const TONES = ['0', '1', '2', '3', '4', 'plain'] as const;

export function HatchDefs() {
  return (
    <svg className="defs" width="0" height="0" aria-hidden="true">
      <defs>
        {TONES.map(tone => (
          <g key={tone} data-tone={tone === 'plain' ? undefined : tone}>
            <pattern
              id={`hatch-${tone}`}
              width="8"
              height="8"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <path d="M0 0V8" className="hatch-line" />
            </pattern>
            <pattern id={`dots-${tone}`} width="7" height="7" patternUnits="userSpaceOnUse">
              <circle cx="3.5" cy="3.5" r="1.5" className="hatch-dot" />
            </pattern>
          </g>
        ))}
      </defs>
    </svg>
  );
}
