/**
 * The phone's line to the server: opens a phone, follows its screen by long polling, and sends what its owner does, one
 * after the other. Knows no framework; subscribe and read `snapshot()`, which is a new object after every change.
 */

import { ApiError } from "@shared/api";
import type { KeyValue } from "@shared/storage";
import type { Act, PhoneApi, Screen } from "./api";

export interface Outgoing {
  clientId: string;
  at: string;
  text: string;
  /** Its picture, where it is one. */
  preview: string | null;
  state: "sending" | "failed";
  /** Why it failed: an error code of the API. */
  error: string | null;
}

export interface Snapshot {
  state: "loading" | "online" | "away" | "absent";
  screen: Screen | null;
  outgoing: readonly Outgoing[];
  /** Client id or media id → object address of a picture. */
  previews: ReadonlyMap<string, string>;
  /** The server started anew: what was on the phone before is gone. */
  renewed: boolean;
}

type Send = (token: string) => Promise<void>;

const TOKEN_KEY = "baowen.phone";
const WAIT_S = 20;
const LONGEST_PAUSE_MS = 8_000;

export class Line {
  private readonly listeners = new Set<() => void>();
  private readonly sends = new Map<string, Send>();
  private readonly asked = new Set<string>();
  private current: Snapshot = { state: "loading", screen: null, outgoing: [], previews: new Map(), renewed: false };
  private token: string | null;
  private opening: Promise<string> | null = null;
  private sending: Promise<void> = Promise.resolve();
  private wake: (() => void) | null = null;
  private readonly stopped = new AbortController();

  constructor(
    private readonly api: PhoneApi,
    private readonly storage: KeyValue,
  ) {
    this.token = storage.get(TOKEN_KEY);
  }

  snapshot = (): Snapshot => this.current;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    void this.follow();
  }

  stop(): void {
    this.stopped.abort();
    this.wake?.();
  }

  /** Try again now rather than after the pause. */
  nudge(): void {
    this.wake?.();
  }

  /** `text`: how it reads on the screen until the server shows it; none for what shows nothing. */
  act(act: Act, text: string, thrice: boolean): void {
    const id = newId();
    // Pressed again: what became of the last press does not matter any more.
    for (const { clientId, state, text, preview } of this.current.outgoing) {
      if (state === "failed" && !text && !preview) this.discard(clientId);
    }
    this.enqueue(id, text, null, (token) => this.api.act(token, id, act, thrice));
  }

  sendPicture(file: File, thrice: boolean): void {
    const id = newId();
    const preview = URL.createObjectURL(file);
    this.update({ previews: new Map(this.current.previews).set(id, preview) });
    this.enqueue(id, "", preview, (token) => this.api.sendPicture(token, id, file, thrice));
  }

  retry(clientId: string): void {
    const item = this.current.outgoing.find((each) => each.clientId === clientId);
    if (!item) return;
    this.change(clientId, { state: "sending", error: null });
    this.deliver(clientId);
  }

  discard(clientId: string): void {
    this.sends.delete(clientId);
    this.update({ outgoing: this.current.outgoing.filter((each) => each.clientId !== clientId) });
  }

  private enqueue(clientId: string, text: string, preview: string | null, send: Send): void {
    this.sends.set(clientId, send);
    const item: Outgoing = { clientId, at: new Date().toISOString(), text, preview, state: "sending", error: null };
    this.update({ outgoing: [...this.current.outgoing, item] });
    this.deliver(clientId);
  }

  private deliver(clientId: string): void {
    this.sending = this.sending.then(async () => {
      const send = this.sends.get(clientId);
      if (!send) return;
      try {
        await send(await this.opened());
        this.sends.delete(clientId);
        // What shows nothing on the screen is done; the rest is when the screen has it.
        const item = this.current.outgoing.find((each) => each.clientId === clientId);
        if (item && !item.text && !item.preview) this.discard(clientId);
      } catch (cause) {
        this.change(clientId, { state: "failed", error: cause instanceof ApiError ? cause.code : "network" });
      }
    });
  }

  private async follow(): Promise<void> {
    let version = 0;
    let failures = 0;
    while (!this.stopped.signal.aborted) {
      try {
        const token = await this.opened();
        const screen = await this.api.screen(token, version, version ? WAIT_S : 0, this.stopped.signal);
        version = screen.version;
        failures = 0;
        this.show(screen, token);
      } catch (cause) {
        if (this.stopped.signal.aborted) return;
        const status = cause instanceof ApiError ? cause.status : 0;
        if (status === 404) {
          this.update({ state: "absent" });
          return;
        }
        if (status === 401 && this.token) {
          version = 0;
          this.token = null;
          this.storage.set(TOKEN_KEY, null);
          this.update({ renewed: this.current.screen !== null, screen: null, outgoing: [] });
          continue;
        }
        this.update({ state: "away" });
        await this.pause(Math.min(1_000 * 2 ** failures++, LONGEST_PAUSE_MS));
      }
    }
  }

  private show(screen: Screen, token: string): void {
    const known = new Set(screen.bubbles.map((bubble) => bubble.client_id));
    const outgoing = this.current.outgoing.filter((each) => !known.has(each.clientId));
    this.update({ state: "online", screen, outgoing });
    for (const { media_id: id, client_id: clientId } of screen.bubbles) {
      if (!id || this.asked.has(id) || this.current.previews.has(clientId ?? "")) continue;
      this.asked.add(id);
      this.api
        .picture(token, id)
        .then((content) =>
          this.update({ previews: new Map(this.current.previews).set(id, URL.createObjectURL(content)) }),
        )
        .catch(() => undefined); // the bubble says that it is a picture
    }
  }

  private async opened(): Promise<string> {
    if (this.token) return this.token;
    this.opening ??= this.api
      .open()
      .then((token) => {
        this.storage.set(TOKEN_KEY, token);
        this.token = token;
        return token;
      })
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }

  private change(clientId: string, changes: Partial<Outgoing>): void {
    this.update({
      outgoing: this.current.outgoing.map((each) => (each.clientId === clientId ? { ...each, ...changes } : each)),
    });
  }

  private update(changes: Partial<Snapshot>): void {
    this.current = { ...this.current, ...changes };
    for (const listener of this.listeners) listener();
  }
}

function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
