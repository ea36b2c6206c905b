/** Everything that mentions something: before a product is renamed or a rule of law changes. */

import { goTo } from "@shared/board";
import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { useState } from "react";
import { Button } from "antd";
import { intentName } from "../names";
import { hashOf } from "../pages";
import type { TabProps } from "./KnowledgePage";
import { ReviewTaskDrawer } from "./ReviewTaskDrawer";

export interface Mention {
  kind: "intent" | "faq" | "response" | "table" | "rule" | "test";
  id: string;
  title: string;
  file: string;
  /** From 1. */
  line: number;
  text: string;
}

const KINDS: Record<Mention["kind"], string> = {
  faq: "标准问", intent: "意图", response: "话术", table: "词表", rule: "规则", test: "测试对话",
};
const TABS: Partial<Record<Mention["kind"], string>> = { faq: "faq", intent: "intents", response: "responses", table: "tables" };

const hashTo = ({ kind, id }: Mention): string => (TABS[kind] ? hashOf("knowledge", TABS[kind], id) : hashOf("stories", id));

export function MentionsTab({ studio, id, mayEdit }: TabProps) {
  const q = id ?? "";
  const [task, setTask] = useState(false);
  const read = useReading(
    () => studio.call<{ mentions: Mention[] }>("GET", `/api/studio/knowledge/mentions?q=${encodeURIComponent(q)}`),
    [studio, q],
  );
  return (
    <div className="page-body">
      <Shown read={read}>
        {({ mentions }) => {
          const entries = [...new Set(mentions.filter(({ kind }) => kind === "faq").map((each) => each.id))];
          return (
            <>
              <div className="filters">
                <h2 className="mentions-title">
                  {mentions.length ? `「${q}」出现在 ${mentions.length} 处` : `没有哪里提到「${q}」`}
                </h2>
                {mayEdit && entries.length > 0 ? (
                  <Button className="push" onClick={() => setTask(true)}>
                    安排复核这 {entries.length} 条标准问
                  </Button>
                ) : null}
              </div>
              {mentions.length === 0 ? <Nothing title="换个词试试" /> : null}
              {(Object.keys(KINDS) as Mention["kind"][]).map((kind) => {
                const of = mentions.filter((each) => each.kind === kind);
                return of.length ? (
                  <Sheet key={kind} title={`${KINDS[kind]} ${of.length}`}>
                    <MentionList mentions={of} words={q} />
                  </Sheet>
                ) : null;
              })}
              {task ? <ReviewTaskDrawer studio={studio} q={q} entries={entries} onClose={() => setTask(false)} /> : null}
            </>
          );
        }}
      </Shown>
    </div>
  );
}

export function MentionList({ mentions, words }: { mentions: Mention[]; words: string }) {
  return (
    <ul className="mentions">
      {mentions.map((mention) => (
        <li key={`${mention.file} ${mention.line} ${mention.kind} ${mention.id}`}>
          <button type="button" onClick={() => goTo(hashTo(mention))}>
            <b>{mention.kind === "intent" ? intentName(mention.id) : mention.title}</b>
            <span className="mention-text">{parted(mention.text, words)}</span>
            <span className="quiet num">
              {mention.file}:{mention.line}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function parted(text: string, words: string) {
  const place = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
  if (place < 0) return text;
  return (
    <>
      {text.slice(0, place)}
      <mark>{text.slice(place, place + words.length)}</mark>
      {text.slice(place + words.length)}
    </>
  );
}
