/** Opened by / in an empty composer: search, arrows, Enter. What is chosen goes into the composer, not to the customer. */

import { Input } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { errorText, queueText } from "../words";
import { type CannedReply, matching } from "./canned";

interface Props {
  desk: Desk;
  queue?: string | null;
  onChoose: (reply: CannedReply) => void;
  onClose: () => void;
}

const SHOWN = 30;

export function CannedReplies({ desk, queue, onChoose, onClose }: Props) {
  const [all, setAll] = useState<CannedReply[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    desk
      .call<{ canned_replies: CannedReply[] }>("GET", "/api/desk/canned-replies")
      .then((found) => setAll(found.canned_replies), (error: unknown) => setProblem(codeOf(error)));
  }, [desk]);

  const found = matching(all ?? [], words, queue).slice(0, SHOWN);
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter" && found[chosen]) onChoose(found[chosen]);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="canned"
      data-testid="canned-replies"
      onKeyDown={pressed}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || onClose()}
    >
      <Input
        autoFocus
        value={words}
        maxLength={60}
        variant="borderless"
        placeholder="搜索快捷回复：标题、内容、标签"
        aria-label="搜索快捷回复"
        role="combobox"
        aria-expanded
        aria-controls="canned-list"
        aria-activedescendant={found[chosen] ? `canned-${found[chosen].id}` : undefined}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
      />
      <div id="canned-list" className="canned-list" role="listbox" aria-label="快捷回复" ref={list}>
        {found.map((reply, index) => (
          <div
            key={reply.id}
            id={`canned-${reply.id}`}
            role="option"
            aria-selected={index === chosen}
            className={index === chosen ? "canned-reply canned-chosen" : "canned-reply"}
            data-testid="canned-reply"
            onMouseMove={() => setAt(index)}
            // Before the field loses its focus.
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(reply);
            }}
          >
            <b>{reply.title}</b>
            {reply.queue ? <span className="quiet">{queueText(reply.queue)}</span> : null}
            <span className="canned-text">{reply.text}</span>
          </div>
        ))}
      </div>
      {found.length === 0 ? (
        <p className="empty" role="status">
          {problem ? errorText(problem) : all === null ? "正在读取" : "没有找到，换个词试试"}
        </p>
      ) : null}
    </div>
  );
}
