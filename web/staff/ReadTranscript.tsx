/** A conversation to read, not to answer: what lies outside of `part` is dimmed; each message may carry something below. */

import type { Sender } from "@shared/api";
import { formatDivider } from "@shared/format";
import { type ReactNode, useEffect, useRef } from "react";
import { senderText } from "./words";
import "./transcript.css";

/** What of a message is read here. */
interface Message {
  seq: number;
  at: string;
  sender: Sender;
  text: string;
  agent?: string | null;
  attachment?: { name?: string | null } | null;
}

interface Props<M extends Message> {
  messages: M[];
  /** From when to when it matters. */
  part?: { from: string; until: string };
  /** The message to begin at. */
  at?: number | null;
  below?: (message: M) => ReactNode;
}

export function ReadTranscript<M extends Message>({ messages, part, at, below }: Props<M>) {
  const box = useRef<HTMLOListElement>(null);
  const start = at ?? messages.find((message) => inside(message, part))?.seq;
  useEffect(() => {
    const wanted = box.current?.querySelector(`[data-seq="${start}"]`);
    wanted?.scrollIntoView({ block: at ? "center" : "start" });
  }, [start, at]);
  return (
    <ol className="read" ref={box} tabIndex={0} aria-label="会话记录" data-testid="read-transcript">
      {messages.map((message) => (
        <li
          key={message.seq}
          data-seq={message.seq}
          className={[
            "read-line",
            `read-${message.sender}`,
            inside(message, part) ? "" : "read-outside",
            message.seq === at ? "read-at" : "",
          ].join(" ")}
        >
          <span className="read-meta num">
            <b>{message.agent ?? senderText(message.sender)}</b>
            {formatDivider(message.at)}
          </span>
          <span className="read-text">{message.text || message.attachment?.name || "（卡片）"}</span>
          {below?.(message)}
        </li>
      ))}
    </ol>
  );
}

function inside(message: Message, part: Props<Message>["part"]): boolean {
  if (!part) return true;
  const at = Date.parse(message.at);
  // Its second may have begun before the message came.
  return at >= Date.parse(part.from) - 1000 && at <= Date.parse(part.until) + 1000;
}
