/** What somebody at the desk says, until the conversation shows it. */

import type { Quote } from "../types";

export interface Outgoing {
  client_id: string;
  /** A note goes to staff only. */
  kind: "message" | "note";
  text: string;
  at: string;
  state: "sending" | "failed";
  quote?: Quote | null;
  attachment?: { id: string; name: string };
  origin?: Origin | null;
  /** Written to the agent: the server lets it become nothing else, whoever has the conversation by now. */
  whisper?: boolean;
  /** Sent though the rules of conduct warn of it. */
  confirmed?: boolean;
  code?: string;
  details?: Record<string, unknown>;
  /** Its number, once the server has it; it goes when the transcript shows that number. */
  seq?: number;
}

/** What the words were taken from: a canned reply's id, or `faq:…`, `product:…`, `card:…`. */
export type Origin = { canned_reply: string } | { used: string };

export type Words = Pick<Outgoing, "text"> & Partial<Pick<Outgoing, "quote" | "attachment" | "origin" | "whisper">>;

export function begun(kind: Outgoing["kind"], words: Words): Outgoing {
  return { ...words, kind, client_id: crypto.randomUUID(), at: new Date().toISOString(), state: "sending" };
}

/** The body of `POST …/messages`. */
export function bodyOf(message: Outgoing): Record<string, unknown> {
  const { text, client_id, quote, attachment, origin, whisper, confirmed } = message;
  return {
    text,
    client_id,
    ...(quote ? { quote: quote.seq } : {}),
    ...(attachment ? { attachment_id: attachment.id } : {}),
    ...origin,
    ...(whisper ? { whisper } : {}),
    ...(confirmed ? { confirmed } : {}),
  };
}

/** What the transcript does not show yet, when it shows everything up to `seq`. */
export function unarrived(outgoing: Outgoing[], seq: number): Outgoing[] {
  const left = outgoing.filter((message) => message.seq === undefined || message.seq > seq);
  return left.length < outgoing.length ? left : outgoing;
}
