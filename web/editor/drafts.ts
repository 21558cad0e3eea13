// One's own work, kept in the browser from visit to visit: one text per scenario that was copied, and
// one for a program of one's own. Where storage is refused (private windows), that is said, not hidden.

const PREFIX = 'wrong-number:draft:';

/** The draft of that name; undefined: none, or none can be had. */
export function readDraft(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns whether it was kept. */
export function writeDraft(name: string, text: string): boolean {
  try {
    localStorage.setItem(PREFIX + name, text);
    return true;
  } catch {
    // Refused, or full.
    return false;
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing is kept there, so nothing is to be dropped.
    return;
  }
}
