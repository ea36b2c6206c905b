/** What the customer has written and the server has not yet numbered. Sent strictly in order, one at a time. */

import type { MessageBody } from "./api";
import type { KeyValue } from "./storage";

export type OutgoingBody = { text: string } | { payload: string } | { attachment_id: string };

export interface Outgoing {
  clientId: string;
  body: OutgoingBody;
  /** How the message reads in the transcript until the server's own version arrives. */
  title: string;
  at: string;
  state: "sending" | "failed";
  /** Why it failed: an error code of the API. */
  error: string | null;
}

const KEY = "baowen.outbox";

export class Outbox {
  private items: readonly Outgoing[];

  constructor(private readonly storage: KeyValue) {
    this.items = restore(storage.get(KEY));
  }

  get all(): readonly Outgoing[] {
    return this.items;
  }

  /** The next one to send: a failed message does not hold up those behind it. */
  get head(): Outgoing | null {
    return this.items.find((item) => item.state === "sending") ?? null;
  }

  add(body: OutgoingBody, title: string): Outgoing {
    const item: Outgoing = {
      clientId: newId(),
      body,
      title,
      at: new Date().toISOString(),
      state: "sending",
      error: null,
    };
    this.put([...this.items, item]);
    return item;
  }

  fail(clientId: string, error: string): void {
    this.put(this.items.map((item) => (item.clientId === clientId ? { ...item, state: "failed", error } : item)));
  }

  /** Same client id again: the server answers with the old number if it had the message after all. */
  retry(clientId: string): void {
    const item = this.items.find((candidate) => candidate.clientId === clientId);
    if (!item) return;
    this.put([...this.items.filter((other) => other !== item), { ...item, state: "sending", error: null }]);
  }

  remove(clientId: string): void {
    this.put(this.items.filter((item) => item.clientId !== clientId));
  }

  /** Empties the box and returns what was typed, so that it can go back into the draft. */
  takeTexts(): string[] {
    const texts = this.items.flatMap((item) => ("text" in item.body ? [item.body.text] : []));
    this.put([]);
    return texts;
  }

  private put(items: readonly Outgoing[]): void {
    this.items = items;
    this.storage.set(KEY, items.length ? JSON.stringify(items) : null);
  }
}

export function wireBody(item: Outgoing): MessageBody {
  return { client_id: item.clientId, ...item.body };
}

function restore(raw: string | null): Outgoing[] {
  if (!raw) return [];
  try {
    const value: unknown = JSON.parse(raw);
    return Array.isArray(value) ? (value as Outgoing[]) : [];
  } catch {
    return [];
  }
}

/** `crypto.randomUUID` exists only on https; this works on a plain local address too. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
