import type { Button, ChatMessage, Owner, QueuePosition } from "@shared/api";
import { zh } from "@shared/locale/zh";
import { memo, useState } from "react";
import { CardView } from "./cards";
import { Icon } from "./icons";
import { Linked } from "./Linked";

const MAX_BUTTONS = 3;

export interface MessageItemProps {
  message: ChatMessage;
  /** False inside a run of messages of one sender. */
  first: boolean;
  /** Buttons can be pressed: the message belongs to the latest turn. */
  active: boolean;
  live?: { owner: Owner; queue: QueuePosition | null } | null;
  preview?: string | null;
  note?: { text: string; failed?: boolean; onRetry?: () => void; onDiscard?: () => void } | null;
  onButton?: (button: Button) => void;
  /** Saves the file; absent where it is the customer's own. */
  onFile?: (id: string, name: string) => Promise<void>;
}

/** Buttons of the message and, for a choice, its options; what the server names twice is shown once, for a file beside the upload. */
export function offered({ ask, buttons }: ChatMessage): Button[] {
  const options = ask?.options ?? [];
  const rest = buttons.filter((button) => !options.some((option) => option.payload === button.payload));
  return [...(ask?.input === "file" ? [] : options), ...rest.slice(0, MAX_BUTTONS)];
}

/** The system speaks in cards too (a place in the queue): these look like the bot's. */
export function voiceOf({ sender }: ChatMessage): "customer" | "bot" | "agent" {
  return sender === "system" ? "bot" : sender;
}

/** A policy card says all that its text does; other cards' texts add what comes next. */
function saidByCard({ card }: ChatMessage): boolean {
  return card?.kind === "policy";
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { message, first, active, live = null, preview = null, note, onButton, onFile } = props;
  const buttons = active ? offered(message) : [];
  const options = buttons.length > 0 && (
    <div className="options" role="group">
      {buttons.map((button) => (
        <button
          key={button.payload}
          type="button"
          className="option"
          data-testid="button-option"
          onClick={() => onButton?.(button)}
        >
          {button.title}
        </button>
      ))}
    </div>
  );
  if (message.type === "notice") {
    return (
      <div className="notice" data-testid="message-notice">
        <span className="notice-text">{message.text}</span>
        {options}
      </div>
    );
  }
  const voice = voiceOf(message);
  const name = voice === "agent" ? zh.sender.agent(message.agent ?? null) : zh.sender[voice];
  return (
    <article className={`message from-${voice} ${first ? "first" : ""}`} data-testid={`message-${voice}`}>
      {message.sender !== "customer" && <Avatar message={message} shown={first} />}
      <div className={message.card ? "message-body with-card" : "message-body"}>
        {message.sender === "agent" && first ? (
          <p className="message-name">{name}</p>
        ) : (
          <span className="visually-hidden">{name}：</span>
        )}
        {message.quote && (
          <p className="quote" data-testid="quote">
            {zh.quoted[message.quote.sender]}：{message.quote.text}
          </p>
        )}
        {message.type === "attachment" ? (
          <>
            <Attachment message={message} preview={preview} onFile={onFile} />
            {message.attachment?.name && message.text && message.text !== message.attachment.name && (
              <div className="bubble">
                <p className="bubble-text">{message.text}</p>
              </div>
            )}
          </>
        ) : (
          message.text &&
          !saidByCard(message) && (
            <div className="bubble">
              <p className="bubble-text">
                {message.sender === "customer" ? message.text : <Linked text={message.text} />}
              </p>
              {message.source?.clause && <p className="source">{zh.source(message.source.clause)}</p>}
            </div>
          )
        )}
        {message.card && <CardView card={message.card} live={live} />}
        {options}
        {note && (
          <p className={note.failed ? "note note-failed" : "note"}>
            {note.failed && <Icon name="alert" size="1rem" />}
            <span>{note.text}</span>
            {note.onRetry && (
              <button type="button" className="link" onClick={note.onRetry}>
                {zh.status.retry}
              </button>
            )}
            {note.onDiscard && (
              <button type="button" className="link link-quiet" onClick={note.onDiscard}>
                {zh.status.discard}
              </button>
            )}
          </p>
        )}
      </div>
    </article>
  );
});

function Avatar({ message, shown }: { message: ChatMessage; shown: boolean }) {
  if (!shown) return <span className="avatar avatar-empty" />;
  const initial = message.sender === "agent" ? message.agent?.replace(/^[小老阿](?=.)/, "").slice(0, 1) : null;
  return (
    <span className={message.sender === "agent" ? "avatar avatar-agent" : "avatar"} aria-hidden="true">
      {initial ?? <Icon name={message.sender === "agent" ? "agent" : "sprout"} size="1.25rem" />}
    </span>
  );
}

interface AttachmentProps {
  message: ChatMessage;
  preview: string | null;
  onFile?: MessageItemProps["onFile"];
}

function Attachment({ message: { attachment, text }, preview, onFile }: AttachmentProps) {
  const [broken, setBroken] = useState(false);
  const [failed, setFailed] = useState(false);
  const name = attachment?.name || text || zh.attachment.file;
  const save = (): void => {
    if (!attachment) return;
    setFailed(false);
    onFile?.(attachment.id, name).catch(() => setFailed(true));
  };
  if (preview && !broken) {
    return <img className="attachment-image" src={preview} alt={name} onError={() => setBroken(true)} />;
  }
  return (
    <div className="bubble attachment-file">
      <Icon name="file" size="1.25rem" />
      <span>{name}</span>
      {onFile && attachment && (
        <button type="button" className="link" data-testid="save-file" onClick={save}>
          {zh.attachment.save}
        </button>
      )}
      {failed && (
        <span className="note-failed" role="alert">
          {zh.attachment.notSaved}
        </span>
      )}
    </div>
  );
}
