/** From what the connection knows to what the list shows. Pure. */

import { findLast, findLastIndex } from "@shared/arrays";
import type { Ask, Button, ChatMessage } from "@shared/api";
import type { Snapshot } from "@shared/connection";
import type { Outgoing } from "@shared/outbox";
import { zh } from "@shared/locale/zh";
import type { Row } from "./MessageList";
import { offered } from "./MessageItem";

/** What the offer to stop waiting carries. */
const QUEUE_CANCEL = "/queue_cancel";

export interface RowActions {
  /** Attachment id → address of a picture to show. */
  previews: ReadonlyMap<string, string>;
  onButton: (button: Button) => void;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
  /** Saves an agent's file. */
  onFile: (id: string, name: string) => Promise<void>;
}

/** Rows of the running conversation: the transcript, then what waits to be sent. */
export function rowsOf(snapshot: Snapshot, actions: RowActions): Row[] {
  const { messages, outgoing, sent, owner, queue } = snapshot;
  const turn = turnStart(messages);
  // While a person owns the conversation nobody is there to take a choice the bot offered.
  const open = (owner === "bot" || owner === "queue") && !outgoing.some((item) => item.state === "sending");
  const lastHandoff = findLast(messages, (message) => message.card?.kind === "handoff");
  const lastOwn = outgoing.length ? undefined : findLast(messages, (message) => message.sender === "customer");
  const rows = messages.map((message, index): Row => {
    const clientId = sent.get(message.seq);
    return {
      key: clientId ?? String(message.seq),
      message,
      active: open && index >= turn && message.sender !== "customer",
      live: message === lastHandoff ? { owner, queue } : null,
      preview: actions.previews.get(message.attachment?.id ?? "") ?? null,
      note: message === lastOwn && clientId ? { text: zh.status.sent } : null,
      onButton: actions.onButton,
      onFile: message.sender === "agent" ? actions.onFile : undefined,
    };
  });
  return [...rows, ...outgoing.map((item) => outgoingRow(item, snapshot, actions))];
}

function outgoingRow(item: Outgoing, { state }: Snapshot, actions: RowActions): Row {
  const failed = item.state === "failed";
  return {
    key: item.clientId,
    message: {
      seq: 0,
      at: item.at,
      sender: "customer",
      type: "attachment_id" in item.body ? "attachment" : "text",
      text: item.title,
      buttons: [],
      ask: null,
      card: null,
      source: null,
    },
    active: false,
    preview: "attachment_id" in item.body ? (actions.previews.get(item.body.attachment_id) ?? null) : null,
    note: failed
      ? {
          text: zh.failed[item.error ?? ""] ?? zh.failedOther,
          failed,
          onRetry: () => actions.onRetry(item.clientId),
          onDiscard: () => actions.onDiscard(item.clientId),
        }
      : { text: state === "online" ? zh.status.sending : zh.status.waiting },
  };
}

/** Index of the first message after the customer's last one. */
function turnStart(messages: readonly ChatMessage[]): number {
  return findLastIndex(messages, (message) => message.sender === "customer") + 1;
}

/** What the bot waits for; null while the customer's own words are on their way or a person answers. */
export function currentAsk(snapshot: Snapshot): { ask: Ask; seq: number; question: string } | null {
  const { messages, outgoing, owner, busy } = snapshot;
  if (owner !== "bot" || busy || outgoing.some((item) => item.state === "sending")) return null;
  const last = findLast(messages.slice(turnStart(messages)), (message) => !!message.ask && message.ask.slot !== "rating");
  return last?.ask ? { ask: last.ask, seq: last.seq, question: last.text } : null;
}

/** Whether a rating was asked for and the customer has not gone on since. */
export function ratingAsked({ messages }: Snapshot): boolean {
  return messages.slice(turnStart(messages)).some((message) => message.ask?.slot === "rating");
}

/** What may be done instead of waiting, once later messages have taken the buttons out of the transcript. */
export function queueOffers({ messages }: Snapshot): Button[] {
  const isCancel = (button: Button): boolean => button.payload === QUEUE_CANCEL;
  const index = findLastIndex(messages, (message) => offered(message).some(isCancel));
  const message = messages[index];
  if (!message || index >= turnStart(messages)) return [];
  return offered(message);
}
