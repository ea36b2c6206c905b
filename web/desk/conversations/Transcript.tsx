/** What was said, and what staff wrote beside it. Follows the end only while the reader is there; otherwise a pill says
    how much is new. */

import type { Rating } from "@shared/api";
import { piecesOf } from "@shared/addresses";
import { formatDivider, formatSize } from "@shared/format";
import { memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CardSummary } from "./CardSummary";
import { type Arrival, entriesOf } from "./entries";
import type { Outgoing } from "./outgoing";
import { pathOf } from "./room";
import type { DeskMessage, Detail, Note, Quote } from "../types";
import { ARRIVALS, errorText, senderText, undeliveredText } from "../words";

const NEAR_END_PX = 48;

interface Props {
  detail: Detail;
  outgoing: Outgoing[];
  rating?: Rating | null;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
  /** Absent where one may not answer. */
  onQuote?: (quote: Quote) => void;
}

export const Transcript = memo(function Transcript(props: Props) {
  const { detail, outgoing, rating, onRetry, onDiscard, onQuote } = props;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [readTo, setReadTo] = useState(0);
  const entries = useMemo(() => entriesOf(detail, new Date()), [detail]);
  const messages = detail.transcript;
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
  }, [entries.length]);
  // The frame shrinks when something appears below it: who was at the end stays there.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

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
        {entries.length === 0 ? <p className="empty">还没有消息</p> : null}
        {entries.map((entry) =>
          entry.kind === "day" ? (
            <p key={entry.key} className="divider num">
              {entry.text}
            </p>
          ) : entry.kind === "note" ? (
            <NoteLine key={entry.key} note={entry.note} />
          ) : (
            <Bubble
              key={entry.key}
              id={detail.conversation_id}
              message={entry.message}
              state={entry.state}
              onQuote={onQuote}
            />
          ),
        )}
        {outgoing.map((message) => (
          <Leaving key={message.client_id} message={message} onRetry={onRetry} onDiscard={onDiscard} />
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
});

function Leaving({
  message,
  onRetry,
  onDiscard,
}: {
  message: Outgoing;
  onRetry: Props["onRetry"];
  onDiscard: Props["onDiscard"];
}) {
  const { client_id, kind, state, text, quote, code, attachment } = message;
  return (
    <div className={kind === "note" ? "said said-note" : "said said-agent"} data-testid={`outgoing-${state}`}>
      <div className="bubble bubble-pending">
        {quote ? <QuoteLine quote={quote} /> : null}
        {attachment?.name ?? text}
      </div>
      {state === "sending" ? (
        <div className="said-meta">发送中</div>
      ) : (
        <div className="said-meta said-failed" role="alert">
          没有发出：{errorText(code ?? "internal")}
          <button type="button" className="text-button" onClick={() => onRetry(client_id)}>
            重发
          </button>
          <button type="button" className="text-button" onClick={() => onDiscard(client_id)}>
            删除
          </button>
        </div>
      )}
    </div>
  );
}

function NoteLine({ note }: { note: Note }) {
  const whisper = note.kind === "whisper";
  return (
    <div className={whisper ? "said said-whisper" : "said said-note"} data-testid={`note-${note.kind}`}>
      <div className="said-meta num">
        {whisper ? "悄悄话" : "内部备注"} · {note.name || note.by}{" "}
        <time dateTime={note.at}>{timeOf(note.at)}</time>
      </div>
      <div className="bubble">{note.text}</div>
    </div>
  );
}

function QuoteLine({ quote }: { quote: Quote }) {
  return (
    <p className="quote">
      <span className="quiet">{senderText(quote.sender)}：</span>
      {quote.text}
    </p>
  );
}

/** Of an address that the bot sent only the host: what follows is the customer's own way in. */
function shortened(text: string): string {
  return piecesOf(text)
    .map((piece) => ("text" in piece ? piece.text : `〔链接 ${piece.host}〕`))
    .join("");
}

const timeOf = (at: string): string => formatDivider(at).slice(-5);

interface BubbleProps {
  id: string;
  message: DeskMessage;
  state: Arrival | null;
  onQuote?: (quote: Quote) => void;
}

const Bubble = memo(
  function Bubble({ id, message, state, onQuote }: BubbleProps) {
    if (message.sender === "system" || message.type === "notice") {
      return (
        <p className="notice" data-testid="message-notice">
          {message.text}
          <Undelivered message={message} />
        </p>
      );
    }
    const who = message.sender === "agent" ? message.agent || senderText("agent") : senderText(message.sender);
    return (
      <div className={`said said-${message.sender}`} data-testid={`message-${message.sender}`} data-seq={message.seq}>
        <div className="said-meta num">
          {who} <time dateTime={message.at}>{timeOf(message.at)}</time>
          {state ? (
            <span className={`arrival arrival-${state}`} data-testid="arrival">
              {ARRIVALS[state]}
            </span>
          ) : null}
          {onQuote ? (
            <button
              type="button"
              className="quote-button"
              aria-label={`引用：${message.text.slice(0, 20)}`}
              onClick={() => onQuote({ seq: message.seq, sender: message.sender, text: message.text.slice(0, 200) })}
            >
              引用
            </button>
          ) : null}
        </div>
        <div className="bubble">
          {message.quote ? <QuoteLine quote={message.quote} /> : null}
          {message.attachment ? (
            <Attachment id={id} attachment={message.attachment} text={message.text} />
          ) : message.sender === "bot" ? (
            shortened(message.text)
          ) : (
            message.text
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
            {[message.source.clause, message.source.version].filter(Boolean).join(" · ") || message.source.faq}
          </div>
        ) : null}
        <Undelivered message={message} />
      </div>
    );
  },
  // A message never changes once it has its number; how far it came does.
  (a, b) =>
    a.message.seq === b.message.seq &&
    a.state === b.state &&
    a.onQuote === b.onQuote &&
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
  return (
    <a className="attachment" href={pathOf(id, `/attachments/${encodeURIComponent(attachment.id)}`)} download={name}>
      <span>{name}</span>
      {attachment.size ? <span className="quiet num">{formatSize(attachment.size)}</span> : null}
    </a>
  );
}
