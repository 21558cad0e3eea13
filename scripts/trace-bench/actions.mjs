// What the benchmark of the trace page does in the page, as a visitor's hands would: each is one event of
// the kind a mouse or keyboard makes.

/** Runs in the page: puts the actions where `frames` finds them. */
export function installActions() {
  let seed = 4711;
  const next = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed / 0x80000000;
  };
  const key = name => {
    const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  };
  const box = () => document.querySelector('.timeline');
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const wheel = by => {
    const { left, top, width, height } = box().getBoundingClientRect();
    const at = { clientX: left + width * 0.6, clientY: top + height / 2 };
    box().dispatchEvent(new WheelEvent('wheel', { ...at, ...by, bubbles: true, cancelable: true }));
  };
  window.benchActions = {
    /** The slider over all events, anywhere on it. */
    seek() {
      const scrub = document.querySelector('.scrub');
      setValue.call(scrub, String(Math.floor(next() * Number(scrub.max))));
      scrub.dispatchEvent(new Event('input', { bubbles: true }));
    },
    step: () => key('ArrowRight'),
    scroll(i) {
      box().scrollTop += i % 100 < 50 ? 37 : -37;
    },
    jump() {
      box().scrollTop = next() * box().scrollHeight;
    },
    zoom: i => wheel({ deltaY: i % 60 < 30 ? -40 : 40, ctrlKey: true }),
    pan: i => wheel({ deltaX: i % 80 < 40 ? 25 : -25 }),
    lane: i => key(i % 40 < 20 ? 'ArrowDown' : 'ArrowUp'),
    /** The floor: one rectangle drawn anew on a canvas of the timeline's size. */
    rectangle(i) {
      const canvas = document.querySelector('canvas');
      const context = canvas.getContext('2d');
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.fillRect(i % 500, 100, 200, 30);
    },
  };
}
