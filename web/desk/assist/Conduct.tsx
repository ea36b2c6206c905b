/** What the rules of conduct say of a reply: while it is written, and when it was stopped. */

import { Button } from "antd";
import { type ReactNode, useSyncExternalStore } from "react";
import type { Draft } from "../conversations/draft";
import type { Outgoing } from "../conversations/outgoing";
import type { Breach } from "../supervision/supervisionTypes";
import { breachesOf, guardText, isAdvice } from "../supervision/supervisionWords";
import type { Warned } from "./assistTypes";
import "../supervision/supervision.css";
import "./assist.css";

interface Props {
  message: Outgoing;
  /** Back into the composer with these words. */
  onWords: (text: string) => void;
  onDiscard: () => void;
  /** Send it as it is; only what is warned of. */
  onSend: () => void;
}

export function ConductNotice({ message, onWords, onDiscard, onSend }: Props) {
  const breaches = breachesOf(message.code, message.details);
  const safe = [...new Set(breaches.map((breach) => breach.safe))];
  const guards = [...new Set(breaches.map((breach) => guardText(breach.guard)))];
  const words = [...new Set(breaches.filter((each) => !isAdvice(each.guard)).map((each) => each.safe))];
  const warning = breaches.length > 0 && breaches.every((breach) => breach.severity === "warn");
  return (
    <section className={warning ? "conduct conduct-warning" : "conduct"} role="alert" data-testid="conduct-notice">
      <p className="conduct-title">
        {warning ? "先看一眼再发" : "没有发给客户"}：{guards.join("、")}
      </p>
      <p className="conduct-words">
        <Marked text={message.text} breaches={breaches} />
      </p>
      <p className="conduct-safe">
        <span className="quiet">可以这样说：</span>
        {safe.join("；")}。
      </p>
      <div className="conduct-actions">
        <Button size="small" type="primary" data-testid="conduct-edit" onClick={() => onWords(message.text)}>
          回去修改
        </Button>
        {words.length > 0 ? (
          <Button size="small" data-testid="conduct-safe" onClick={() => onWords(`${words.join("；")}。`)}>
            用建议的说法
          </Button>
        ) : null}
        {warning ? (
          <Button size="small" data-testid="conduct-send" onClick={onSend}>
            仍然发送
          </Button>
        ) : null}
        <Button size="small" type="text" onClick={onDiscard}>
          不发了
        </Button>
      </div>
    </section>
  );
}

/** One line above the composer while one writes: what would be stopped, else what would be warned of. */
export function Warnings({ draft, warned }: { draft: Draft; warned: Warned[] }) {
  const { text } = useSyncExternalStore(draft.subscribe, draft.snapshot);
  const first = warned.find((each) => each.severity === "block") ?? warned[0];
  if (!first) return null;
  const stopped = first.severity === "block";
  return (
    <p className={stopped ? "warned warned-block" : "warned"} role="status" data-testid="conduct-warning">
      <b>{guardText(first.guard)}</b>
      <mark>{Array.from(text).slice(first.start, first.end).join("")}</mark>
      <span className="warned-safe" title={first.safe}>
        {stopped ? "发不出去。" : ""}
        {isAdvice(first.guard) ? "" : "可以说："}
        {first.safe}
      </span>
      {warned.length > 1 ? <span className="quiet num">共 {warned.length} 处</span> : null}
    </p>
  );
}

/** Spans count characters; a smiley is one of them, but two units of a JavaScript string. */
export function Marked({ text, breaches }: { text: string; breaches: Breach[] }) {
  const characters = Array.from(text);
  const pieces: ReactNode[] = [];
  let from = 0;
  for (const { span } of [...breaches].sort((a, b) => a.span[0] - b.span[0])) {
    const [start, end] = [Math.max(span[0], from), span[1]];
    if (end <= start) continue;
    pieces.push(characters.slice(from, start).join(""));
    pieces.push(<mark key={start}>{characters.slice(start, end).join("")}</mark>);
    from = end;
  }
  return (
    <>
      {pieces}
      {characters.slice(from).join("")}
    </>
  );
}
