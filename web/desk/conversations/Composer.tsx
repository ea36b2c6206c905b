import { Button } from "antd";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { Desk } from "../desk";

const LIMIT = 2000;
const WARN_FROM = 1800;

/** A box of fixed height: what comes in above never moves it, and the draft stays with its conversation. */
export function Composer({ desk, id }: { desk: Desk; id: string }) {
  const [text, setText] = useState(desk.drafts.get(id) ?? "");
  const box = useRef<HTMLTextAreaElement>(null);
  const tooLong = text.length > LIMIT;
  const empty = text.trim() === "";

  const mouse = window.matchMedia("(pointer: fine)").matches;

  // Not on a touch screen: the keyboard would cover what one wants to read first.
  useLayoutEffect(() => {
    if (mouse) box.current?.focus({ preventScroll: true });
  }, [id, mouse]);

  const change = (to: string): void => {
    setText(to);
    if (to) desk.drafts.set(id, to);
    else desk.drafts.delete(id);
  };
  const send = (): void => {
    if (empty || tooLong) return;
    desk.say(text.trim());
    change("");
    box.current?.focus({ preventScroll: true });
  };
  const pressed = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses the word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    send();
  };

  return (
    <div className="composer">
      <textarea
        ref={box}
        value={text}
        rows={3}
        aria-label="回复客户"
        placeholder={mouse ? "回复客户，Enter 发送，Shift+Enter 换行" : "回复客户"}
        data-testid="desk-composer"
        onChange={(event) => change(event.target.value)}
        onKeyDown={pressed}
      />
      <div className="composer-side">
        <span className={tooLong ? "counter counter-over num" : "counter num"} aria-live="polite">
          {text.length >= WARN_FROM ? `${text.length}/${LIMIT}` : ""}
        </span>
        <Button type="primary" disabled={empty || tooLong} onClick={send} data-testid="desk-send">
          发送
        </Button>
      </div>
    </div>
  );
}
