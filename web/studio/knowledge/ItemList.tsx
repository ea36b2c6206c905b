/** Left: what there is of one kind, found by words; what is not saved yet has a mark. */

import { goTo } from "@shared/board";
import { Nothing } from "@shared/ui/PageFrame";
import { Button, Input, Spin } from "antd";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { errorText } from "../words";

export interface Item {
  id: string;
  title: string;
  /** In small below. */
  note: string;
  tag?: ReactNode;
  /** What else it is found by. */
  also?: string;
}

interface Props {
  studio: Studio;
  /** The page and tab: `["knowledge", "faq"]`, which with the id is its address and the key of its draft. */
  place: string[];
  label: string;
  /** null: not read yet. */
  items: Item[] | null;
  error: string | null;
  onRetry: () => void;
  open: string | null;
  nothing: string;
  /** Beside the search. */
  tools?: ReactNode;
}

const SHOWN = 120;

export function ItemList({ studio, place, label, items, error, onRetry, open, nothing, tools }: Props) {
  const { keys } = useSyncExternalStore(studio.drafts.subscribe, studio.drafts.snapshot);
  const [words, setWords] = useState("");
  const [shown, setShown] = useState(SHOWN);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    row.current?.scrollIntoView({ block: "nearest" });
  }, [open, items === null]);
  const typed = words.trim().toLowerCase();
  const found = items?.filter((item) => !typed || `${item.title} ${item.id} ${item.also ?? ""}`.toLowerCase().includes(typed));
  return (
    <nav aria-label={label}>
      <div className="item-tools">
        <Input allowClear placeholder="找" aria-label={`在${label}里找`} value={words} data-testid="item-words" onChange={(event) => setWords(event.target.value)} />
        {tools}
      </div>
      {items === null && !error ? <Spin className="page-loading list-loading" aria-label="正在读取" /> : null}
      {items === null && error ? (
        <Nothing title={errorText(error)}>
          <Button onClick={onRetry}>重试</Button>
        </Nothing>
      ) : null}
      {found?.length === 0 ? <Nothing title={typed ? "没有符合的" : nothing} /> : null}
      <ul className="items" data-testid="items">
        {found?.slice(0, shown).map((item) => (
          <li key={item.id} ref={item.id === open ? row : undefined} className={item.id === open ? "row item row-selected" : "row item"} data-id={item.id}>
            <button type="button" className="row-open" aria-current={item.id === open || undefined} onClick={() => goTo(hashOf(...place, item.id))}>
              <span className="row-top">
                <span className="item-title">{item.title}</span>
                {keys.has([...place, item.id].join("/")) ? <span className="tag tag-warn item-tag">未保存</span> : <span className="item-tag">{item.tag}</span>}
              </span>
              <span className="row-meta num">{item.note}</span>
            </button>
          </li>
        ))}
      </ul>
      {found && found.length > shown ? (
        <Button className="more-button" onClick={() => setShown(shown + SHOWN)}>
          再显示一些（还有 {found.length - shown} 条）
        </Button>
      ) : null}
    </nav>
  );
}
