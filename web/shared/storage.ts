/** Browser storage that may be blocked: reading yields null, writing is silently kept in memory only. */

export interface KeyValue {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
}

export function memoryStore(): KeyValue {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void (value === null ? values.delete(key) : values.set(key, value)),
  };
}

export function browserStore(kind: "localStorage" | "sessionStorage"): KeyValue {
  const memory = memoryStore();
  // Even reading `window.localStorage` throws where a browser blocks third-party storage.
  const attempt = <T>(act: (storage: Storage) => T): T | null => {
    try {
      return act(window[kind]);
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((storage) => storage.getItem(key)) ?? memory.get(key),
    set: (key, value) => {
      memory.set(key, value);
      attempt((storage) => (value === null ? storage.removeItem(key) : storage.setItem(key, value)));
    },
  };
}
