/** What was said. Follows the end only while the reader is there; otherwise a pill says how much is new. */

import type { Rating } from "@shared/api";
import { piecesOf } from "@shared/addresses";
import { formatDivider, formatSize } from "@shared/format";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { CardSummary } from "./CardSummary";
import type { Outgoing } from "./outgoing";
import type { DeskMessage } from "../types";
import { errorText, undeliveredText } from "../words";

const SENDERS = { customer: "客户", bot: "机器人", agent: "客服", system: "系统" };
const NEAR_END_PX = 48;
const GAP_MS = 5 * 60_000;

interface Props {
  id: string;
  messages: DeskMessage[];
  outgoing: Outgoing[];
  rating?: Rating | null;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

export function Transcript({ id, messages, outgoing, rating, onRetry, onDiscard }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [readTo, setReadTo] = useState(0);
  const last = messages.at(-1)?.seq ?? 0;

  const follow = (): void => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setReadTo(last);
  };

  // What I send brings me to the end; its arrival does not, I may have scrolled up meanwhile.
  const newest = outgoing.at(-1)?.client_id;
  useLayoutEffect(() => {
    if (newest || !readTo) follow();
  }, [newest]);
  useLayoutEffect(() => {
    if (atEnd.current) follow();
  }, [last]);

  const scrolled = (): void => {
    const element = box.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    if (atEnd.current && readTo !== last) setReadTo(last);
  };

  const fresh = messages.filter((m) => m.seq > readTo).length;
  return (
    <div className="transcript-frame">
      <div
        className="transcript"
        data-testid="transcript"
        ref={box}
        onScroll={scrolled}
        tabIndex={0}
        role="log"
        aria-live="polite"
        aria-label="会话记录"
      >
        {messages.length === 0 ? <p className="empty">还没有消息</p> : null}
        {messages.map((message, index) => (
          <Bubble
            key={message.seq}
            id={id}
            message={message}
            divider={startsAnew(messages[index - 1], message)}
          />
        ))}
        {outgoing.map((message) => (
          <div key={message.client_id} className="said said-agent" data-testid={`outgoing-${message.state}`}>
            <div className="bubble bubble-pending">{message.text}</div>
            {message.state === "sending" ? (
              <div className="said-meta">发送中</div>
            ) : (
              <div className="said-meta said-failed" role="alert">
                没有发出：{errorText(message.code ?? "internal")}
                <button type="button" className="text-button" onClick={() => onRetry(message.client_id)}>
                  重发
                </button>
                <button type="button" className="text-button" onClick={() => onDiscard(message.client_id)}>
                  删除
                </button>
              </div>
            )}
          </div>
        ))}
        {rating ? (
          <p className="notice" data-testid="rating">
            客户评价 {rating.score} 分{rating.recommend == null ? "" : `，推荐意愿 ${rating.recommend}/10`}
            {rating.comment ? `：${rating.comment}` : ""}
          </p>
        ) : null}
      </div>
      {fresh > 0 && !atEnd.current ? (
        <button type="button" className="fresh" onClick={follow}>
          {fresh} 条新消息
        </button>
      ) : null}
    </div>
  );
}

/** Of an address that the bot sent only the host: what follows is the customer's own way in. */
function shortened(text: string): string {
  return piecesOf(text)
    .map((piece) => ("text" in piece ? piece.text : `〔链接 ${piece.host}〕`))
    .join("");
}

function startsAnew(before: DeskMessage | undefined, message: DeskMessage): boolean {
  return !before || Date.parse(message.at) - Date.parse(before.at) > GAP_MS;
}

const Bubble = memo(
  function Bubble({ id, message, divider }: { id: string; message: DeskMessage; divider: boolean }) {
    const time = formatDivider(message.at);
    const head = divider ? <p className="divider num">{time}</p> : null;
    if (message.sender === "system" || message.type === "notice") {
      return (
        <>
          {head}
          <p className="notice" data-testid="message-notice">
            {message.text}
            <Undelivered message={message} />
          </p>
        </>
      );
    }
    const who = message.sender === "agent" ? message.agent || SENDERS.agent : SENDERS[message.sender];
    return (
      <>
        {head}
        <div className={`said said-${message.sender}`} data-testid={`message-${message.sender}`}>
          <div className="said-meta num">
            {who} <time dateTime={message.at}>{time.slice(-5)}</time>
          </div>
          <div className="bubble">
            {message.attachment ? (
              <Attachment id={id} attachment={message.attachment} text={message.text} />
            ) : (
              message.sender === "bot" ? shortened(message.text) : message.text
            )}
            {message.card ? <CardSummary card={message.card} /> : null}
          </div>
          {message.buttons?.length ? (
            <div className="offered" aria-label="机器人给出的选项">
              {message.buttons.map((button) => (
                <span key={button.payload}>{button.title}</span>
              ))}
            </div>
          ) : null}
          {message.source?.clause || message.source?.faq ? (
            <div className="said-meta">
              依据：
              {[message.source.clause, message.source.version].filter(Boolean).join(" · ") ||
                message.source.faq}
            </div>
          ) : null}
          <Undelivered message={message} />
        </div>
      </>
    );
  },
  // A message never changes once it has its number; whether it arrived does.
  (a, b) =>
    a.message.seq === b.message.seq &&
    a.divider === b.divider &&
    a.message.undelivered?.held === b.message.undelivered?.held &&
    a.message.undelivered?.reason === b.message.undelivered?.reason,
);

function Undelivered({ message }: { message: DeskMessage }) {
  if (!message.undelivered) return null;
  return (
    <span className="said-meta said-failed" data-testid="undelivered">
      {undeliveredText(message.undelivered)}
    </span>
  );
}

function Attachment({
  id,
  attachment,
  text,
}: {
  id: string;
  attachment: NonNullable<DeskMessage["attachment"]>;
  text: string;
}) {
  const name = attachment.name || text || "附件";
  const url = `/api/desk/conversations/${encodeURIComponent(id)}/attachments/${encodeURIComponent(attachment.id)}`;
  return (
    <a className="attachment" href={url} download={name}>
      <span>{name}</span>
      {attachment.size ? <span className="quiet num">{formatSize(attachment.size)}</span> : null}
    </a>
  );
}
