/** State that a page follows, free of React: every snapshot is immutable; `subscribe` and `snapshot` fit `useSyncExternalStore`. */

export abstract class Board<Snapshot extends object> {
  private readonly listeners = new Set<() => void>();

  constructor(protected state: Snapshot) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.state;

  protected set(change: Partial<Snapshot>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** The address keeps the place: every board that has one follows it, so a reload or a colleague's link leads there. */
export function goTo(hash: string): void {
  window.history.pushState(null, "", `${location.pathname}${location.search}${hash}`);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

/** That something changed, not what. */
export class News extends Board<{ count: number }> {
  constructor() {
    super({ count: 0 });
  }

  readonly tell = (): void => this.set({ count: this.state.count + 1 });
}
