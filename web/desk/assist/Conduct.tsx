/** A reply that was not sent: which words, why, and what may be said instead. */

import { Button } from "antd";
import type { ReactNode } from "react";
import type { Outgoing } from "../conversations/outgoing";
import type { Breach } from "../supervision/supervisionTypes";
import { breachesOf, guardText } from "../supervision/supervisionWords";
import "../supervision/supervision.css";

interface Props {
  message: Outgoing;
  /** Back into the composer with these words. */
  onWords: (text: string) => void;
  onDiscard: () => void;
}

export function ConductNotice({ message, onWords, onDiscard }: Props) {
  const breaches = breachesOf(message.code, message.details);
  const safe = [...new Set(breaches.map((breach) => breach.safe))];
  const guards = [...new Set(breaches.map((breach) => guardText(breach.guard)))];
  return (
    <section className="conduct" role="alert" data-testid="conduct-notice">
      <p className="conduct-title">没有发给客户：{guards.join("、")}</p>
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
        <Button size="small" data-testid="conduct-safe" onClick={() => onWords(`${safe.join("；")}。`)}>
          用建议的说法
        </Button>
        <Button size="small" type="text" onClick={onDiscard}>
          不发了
        </Button>
      </div>
    </section>
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
