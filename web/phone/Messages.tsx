import { piecesOf } from "@shared/addresses";
import { formatDivider } from "@shared/format";
import { Fragment, useEffect, useLayoutEffect, useRef } from "react";
import type { Bubble, MenuItem } from "./api";
import { Icon } from "./Icon";
import type { Outgoing, Snapshot } from "./line";
import { words } from "./words";

/** A new mark of time after a silence this long. */
const GAP_MS = 5 * 60_000;
/** Closer to the end than this counts as reading the newest. */
const NEAR_PX = 80;

interface MessagesProps {
  snapshot: Snapshot;
  onItem: (item: MenuItem) => void;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

export function Messages({ snapshot, onItem, onRetry, onDiscard }: MessagesProps) {
  const { screen, outgoing, previews } = snapshot;
  const bubbles = screen?.bubbles ?? [];
  const shown = outgoing.filter((item) => item.text || item.preview || item.state === "failed");
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  const toEnd = (): void => {
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  };

  // What one sends oneself is always looked at.
  useLayoutEffect(() => {
    atEnd.current = true;
    toEnd();
  }, [shown.length]);

  // Pictures load, the keyboard opens, an answer comes: the end stays the end.
  useEffect(() => {
    if (!scroller.current || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    observer.observe(scroller.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  const onScroll = (): void => {
    const element = scroller.current;
    if (element) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
  };

  return (
    <div className="messages" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label={words.log}>
      <div ref={content}>
        <div role="log" aria-live="polite" aria-relevant="additions" aria-label={words.log}>
          {bubbles.map((bubble, index) => (
            <Fragment key={bubble.client_id ?? bubble.id}>
              {gapBefore(bubble, bubbles[index - 1]) && <p className="note num">{formatDivider(bubble.at)}</p>}
              <Said bubble={bubble} preview={previewOf(bubble, previews)} onItem={onItem} />
            </Fragment>
          ))}
          {shown.map((item) => (
            <Unsent key={item.clientId} item={item} onRetry={onRetry} onDiscard={onDiscard} />
          ))}
        </div>
      </div>
    </div>
  );
}

function gapBefore(bubble: Bubble, previous: Bubble | undefined): boolean {
  return !previous || Date.parse(bubble.at) - Date.parse(previous.at) > GAP_MS;
}

function previewOf(bubble: Bubble, previews: ReadonlyMap<string, string>): string | null {
  return previews.get(bubble.client_id ?? "") ?? previews.get(bubble.media_id ?? "") ?? null;
}

function Said({ bubble, preview, onItem }: { bubble: Bubble; preview: string | null; onItem: (item: MenuItem) => void }) {
  if (bubble.sender === "platform") return <p className="note">{bubble.text}</p>;
  const mine = bubble.sender === "me";
  return (
    <div className={mine ? "row mine" : "row"} data-testid={mine ? "bubble-me" : "bubble-account"} data-way={bubble.way ?? undefined}>
      <Face mine={mine} />
      {bubble.media_id ? (
        <Picture preview={preview} />
      ) : (
        <div className="bubble">
          <Linked text={bubble.text} />
          {bubble.items.length > 0 && (
            <span className="items">
              {bubble.items.map((item) => (
                <button type="button" key={item.id} className="item" onClick={() => onItem(item)}>
                  {item.title}
                </button>
              ))}
            </span>
          )}
        </div>
      )}
    </div>
  );
}

export function failure(item: Outgoing): string {
  return words.failures[item.error ?? ""] ?? words.failed;
}

interface UnsentProps {
  item: Outgoing;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

function Unsent({ item, onRetry, onDiscard }: UnsentProps) {
  const failed = item.state === "failed";
  return (
    <>
      {(item.text || item.preview) && (
        <div className={failed ? "row mine" : "row mine pending"} data-testid="bubble-unsent">
          <Face mine />
          {item.preview ? <Picture preview={item.preview} /> : <div className="bubble">{item.text}</div>}
          {failed && (
            <span className="failed-mark">
              <Icon name="alert" size="1.25rem" weight={2.4} />
            </span>
          )}
        </div>
      )}
      {failed && (
        <p className="note" role="alert">
          {failure(item)}
          <button type="button" onClick={() => onRetry(item.clientId)}>
            {words.resend}
          </button>
          <button type="button" onClick={() => onDiscard(item.clientId)}>
            {words.discard}
          </button>
        </p>
      )}
    </>
  );
}

function Face({ mine = false }: { mine?: boolean }) {
  return (
    <span className={mine ? "face face-me" : "face"} aria-hidden="true">
      <Icon name={mine ? "me" : "sprout"} />
    </span>
  );
}

function Picture({ preview }: { preview: string | null }) {
  if (preview) return <img className="picture" src={preview} alt={words.picture} />;
  return (
    <div className="bubble picture-missing">
      <Icon name="picture" />
      {words.picture}
    </div>
  );
}

/** As a messenger shows it: the address itself, to be pressed. */
function Linked({ text }: { text: string }) {
  return (
    <>
      {piecesOf(text).map((piece, index) =>
        "text" in piece ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.href}
          </a>
        ),
      )}
    </>
  );
}
