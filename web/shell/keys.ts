// Keyboard: a page exports its bindings as data (`keys` beside its component); the shell listens
// once, and the help dialog shows the same table, so that help cannot lie. Bindings never fire in
// text fields or with a modifier they do not name; single letters can be switched off.

export interface KeyBinding {
  /** `KeyboardEvent.key` values, letters in lower case; modifiers as a prefix: `Shift+Space`, `Ctrl+z`. */
  readonly keys: readonly string[];
  /** What it does, for the help dialog. */
  readonly label: string;
  /** How the keys are shown where there are too many to list: `1 to 9`. */
  readonly shown?: string;
  /** Gets the key; true when it did something: only then the browser's own action is prevented. */
  readonly run: (key: string) => boolean;
  /** Whether holding the key repeats it. Default false. */
  readonly repeat?: boolean;
}

/** The event's name in the form used by bindings. */
export function keyName(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): string {
  const base =
    event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const alt = event.altKey ? 'Alt+' : '';
  // Shift is part of the character for marks such as `?` and `+`.
  const named = base.length > 1 || /[a-z]/.test(base);
  const shift = event.shiftKey && named ? 'Shift+' : '';
  return `${ctrl}${alt}${shift}${base}`;
}

/** How a key is printed in help and on buttons. */
export function keyLabel(key: string): string {
  const shown: Readonly<Record<string, string>> = {
    ArrowRight: '→',
    ArrowLeft: '←',
    ArrowUp: '↑',
    ArrowDown: '↓',
    PageDown: 'Page down',
    PageUp: 'Page up',
    Escape: 'Esc',
  };
  if (key.endsWith('+')) return key === '+' ? '+' : `${keyLabel(key.slice(0, -2))} +`;
  return key
    .split('+')
    .map(part => shown[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}

/** Letters and digits alone: what WCAG 2.1.4 wants to be switchable. */
export const isSingleCharacter = (name: string): boolean => name.length === 1;

/** Whether keys typed here belong to the element. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement &&
        !['button', 'checkbox', 'radio'].includes(target.type)))
  );
}

/** Whether Space and Enter belong to the element. */
export function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button, a[href], summary, [role=tab]') !== null
  );
}
