// The descriptor table on the card: a slot for each descriptor, with a plug for a pidfd, a port for a
// socket, an arrow for an end of a pipe, a bell for a set of watched descriptors.

import type { CardRow, SlotRow } from './card.ts';
import { n2, type Point, type Spec } from './spec.ts';

export function Slots({ card, spec }: { readonly card: CardRow; readonly spec: Spec }) {
  return (
    <g>
      {card.slots.map(slot => (
        <Slot key={slot.fd} slot={slot} spec={spec} />
      ))}
      {card.caption === undefined ? undefined : (
        <text
          className={card.caption.plugged ? 'heading plugged' : 'heading'}
          x={card.caption.at.x}
          y={card.caption.at.y}
        >
          {card.caption.text}
        </text>
      )}
    </g>
  );
}

function Slot({ slot, spec }: { readonly slot: SlotRow; readonly spec: Spec }) {
  const { box, socket, fd, kind } = slot;
  const plug = kind === 'pidfd' || kind === 'procdir';
  const text = spec.kind === 'compact' ? `fd ${fd}` : String(fd);
  const small = spec.kind === 'strip';
  return (
    <g className={plug ? 'slot plugged' : 'slot'}>
      <rect x={n2(box.x)} y={n2(box.y)} width={box.w} height={box.h} rx={8} />
      <text x={n2(socket.x)} y={n2(box.y + (small ? 14 : 19))}>
        {text}
      </text>
      <Hole kind={kind} at={socket} />
    </g>
  );
}

/** What is plugged into a slot. */
function Hole({ kind, at }: { readonly kind: SlotRow['kind']; readonly at: Point }) {
  const { x, y } = at;
  switch (kind) {
    case 'pidfd':
    case 'procdir':
      return <circle className="socket" cx={n2(x)} cy={n2(y)} r={7.5} />;
    case 'socket':
      return (
        <rect className="hole-link" x={n2(x - 5)} y={n2(y - 5)} width={10} height={10} rx={2.8} />
      );
    case 'pipe':
      return <path className="hole-link" d={`M${n2(x - 5)} ${n2(y - 6)}l11 6-11 6z`} />;
    case 'epoll':
      return (
        <path
          className="hole-bell"
          d={`M${n2(x - 7)} ${n2(y + 4.4)}h14c-2.2-2-2-4.4-2.2-6.8a4.8 4.8 0 0 0-9.6 0c-.2 2.4 0 4.8-2.2 6.8zM${n2(x - 1.6)} ${n2(y + 7.4)}h3.2`}
        />
      );
    case 'none':
    case 'other':
      return <circle className="hole" cx={n2(x)} cy={n2(y)} r={3} />;
  }
}
