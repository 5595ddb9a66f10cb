// What a person set up on this screen and nothing else: no trading fact is ever kept here.

const prefix = 'driftdesk.';

/** null = never set, or the browser keeps nothing. */
export function recall(name: string): unknown {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage only costs the convenience.
  }
}
