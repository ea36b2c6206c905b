import { formatDivider } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./icons";
import { MessageItem, type MessageItemProps, voiceOf } from "./MessageItem";

/** A new mark of time after a silence this long. */
const GAP_MS = 5 * 60_000;
/** Closer to the end than this counts as reading the newest. */
const NEAR_PX = 80;

export interface Row extends Omit<MessageItemProps, "first"> {
  key: string;
}

interface MessageListProps {
  before: ReactNode;
  rows: readonly Row[];
  /** Who is writing. */
  typing: "bot" | "agent" | null;
  after: ReactNode;
}

/** Room left above the question when an answer is taller than the screen. */
const MARGIN_PX = 8;

/**
 * Stays at the end while the reader is there, but does not run past the start of an answer taller than the screen; while
 * they read above, counts what arrives instead of moving the text.
 */
export function MessageList({ before, rows, typing, after }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);
  const [unread, setUnread] = useState(0);
  const last = rows[rows.length - 1];
  const count = useRef(rows.length);

  const toEnd = (): void => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd.current = true;
  };

  const follow = (): void => {
    const element = scroller.current;
    if (!element) return;
    const questions = element.querySelectorAll<HTMLElement>(".from-customer");
    const question = questions[questions.length - 1];
    const top = question ? question.getBoundingClientRect().top - element.getBoundingClientRect().top : 0;
    // Already past the question: the reader has been at the end, so the end it is.
    if (!question || top <= MARGIN_PX) return toEnd();
    const end = element.scrollHeight - element.clientHeight;
    const start = element.scrollTop + top - MARGIN_PX;
    // Where little is left below, what can be pressed there matters more than the question above.
    element.scrollTop = end - start < NEAR_PX ? end : start;
  };

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    setAway(!atEnd.current);
    if (atEnd.current) setUnread(0);
  };

  useLayoutEffect(() => {
    const arrived = rows.length - count.current;
    count.current = rows.length;
    if (last?.message.sender === "customer") toEnd();
    else if (atEnd.current) follow();
    else if (arrived > 0) setUnread((known) => known + arrived);
  }, [rows.length, last?.key, last?.message.sender]);

  // Pictures load, the keyboard opens, the ask panel appears: the end stays the end.
  useEffect(() => {
    if (!scroller.current || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) follow();
    });
    observer.observe(scroller.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return (
    <div className="list-frame">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard */}
      <div className="list" ref={scroller} onScroll={onScroll} tabIndex={0} aria-label={zh.list.label} role="region">
        <div className="list-content" ref={content}>
          {before}
          <div role="log" aria-live="polite" aria-relevant="additions" aria-label={zh.list.label} data-testid="message-list">
            {rows.map((row, index) => {
              const { key, ...item } = row;
              const previous = rows[index - 1]?.message;
              const turns = !previous || previous.type === "notice" || voiceOf(previous) !== voiceOf(item.message);
              const gap = !previous || Date.parse(item.message.at) - Date.parse(previous.at) > GAP_MS;
              return (
                <Fragment key={key}>
                  {gap && <p className="divider num">{formatDivider(item.message.at)}</p>}
                  <MessageItem {...item} first={gap || turns} />
                </Fragment>
              );
            })}
          </div>
          {typing && <Typing who={typing} />}
          {after}
        </div>
      </div>
      {away && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="down" size="1rem" />
          {unread ? zh.list.newMessages(unread) : zh.list.toEnd}
        </button>
      )}
    </div>
  );
}

function Typing({ who }: { who: "bot" | "agent" }) {
  return (
    <div className={`message from-${who} first`} role="status" data-testid="typing" data-who={who}>
      <span className={who === "agent" ? "avatar avatar-agent" : "avatar avatar-bot"} aria-hidden="true">
        <Icon name={who === "agent" ? "agent" : "sprout"} size="1.25rem" />
      </span>
      <div className="bubble typing">
        <span className="visually-hidden">{zh.list.typing[who]}</span>
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
