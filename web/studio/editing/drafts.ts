import { Board } from "@shared/board";

/** What was typed and not saved yet, by what it belongs to; lists mark it. The browser asks before such a page is closed. */
export class Drafts extends Board<{ keys: ReadonlySet<string> }> {
  private readonly kept = new Map<string, unknown>();

  constructor() {
    super({ keys: new Set() });
  }

  get(key: string): unknown {
    return this.kept.get(key);
  }

  /** null: there is nothing unsaved any more. */
  put(key: string, draft: unknown): void {
    if (draft === null) this.kept.delete(key);
    else this.kept.set(key, draft);
    if (this.state.keys.has(key) !== (draft !== null)) this.set({ keys: new Set(this.kept.keys()) });
  }

  clear(): void {
    this.kept.clear();
    this.set({ keys: new Set() });
  }

  guard(page: Window): void {
    page.addEventListener("beforeunload", (event) => {
      if (this.kept.size > 0) event.preventDefault();
    });
  }
}
