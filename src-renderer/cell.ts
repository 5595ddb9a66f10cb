/** One value that a screen watches. */
export interface Cell<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly onChange: (listener: () => void) => () => void;
}

export function createCell<T>(first: T): Cell<T> {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
