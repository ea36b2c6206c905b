/** Many short texts of one meaning: added one by one or pasted, changed in place, each checked while it is typed. */

import { Button, Input } from "antd";
import { useState } from "react";
import { CheckNotes } from "../CheckNotes";
import { type CheckedLabel, useCheck } from "../checks";
import { MarkedText } from "../MarkedText";
import { linesOf, plainOf } from "../markup";
import type { Studio } from "../studio";

interface Props {
  studio: Studio;
  value: string[];
  /** As saved: what is new is marked. */
  base: string[];
  label: CheckedLabel;
  /** Entities can be marked in them. */
  marked?: boolean;
  placeholder: string;
  onChange?: (lines: string[]) => void;
}

const SHOWN = 100;

export function LinesEditor({ studio, value, base, label, marked, placeholder, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  const [shown, setShown] = useState(SHOWN);
  const [editing, setEditing] = useState<number | null>(null);
  const found = useCheck(studio, plainOf(typed), label);
  const before = new Set(base);
  const add = (texts: string[]): void => {
    const there = new Set(value);
    const fresh = texts.filter((text) => !there.has(text));
    if (fresh.length) onChange?.([...value, ...fresh]);
    setTyped("");
  };
  // The newest at the top: it is what one works on.
  const rows = value
    .map((text, place) => ({ text, place }))
    .filter(({ text }) => !words || plainOf(text).includes(words))
    .reverse();
  return (
    <div className="lines" data-testid="lines">
      {onChange ? (
        <div className="lines-add">
          <div className="lines-field">
            <Input
              value={typed}
              placeholder={placeholder}
              aria-label={placeholder}
              maxLength={200}
              data-testid="line-new"
              onChange={(event) => setTyped(event.target.value)}
              onPressEnter={(event) => {
                if (!event.nativeEvent.isComposing && typed.trim()) add([typed.trim()]);
              }}
              onPaste={(event) => {
                const pasted = linesOf(event.clipboardData.getData("text"));
                if (pasted.length < 2) return;
                event.preventDefault();
                add(pasted);
              }}
            />
            <Button disabled={!typed.trim()} data-testid="line-add" onClick={() => add([typed.trim()])}>
              加上
            </Button>
          </div>
          <CheckNotes found={found} />
        </div>
      ) : null}
      <div className="lines-head num">
        <span className="quiet">{words ? `${rows.length} / ${value.length} 条` : `${value.length} 条`}</span>
        <Input
          size="small"
          allowClear
          className="lines-find"
          placeholder="在里面找"
          aria-label="在里面找"
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setShown(SHOWN);
          }}
        />
      </div>
      <ul>
        {rows.slice(0, shown).map(({ text, place }) =>
          editing === place ? (
            <li key={place}>
              <LineField
                studio={studio}
                value={text}
                label={label}
                marked={marked}
                onKeep={(changed) => {
                  onChange?.(value.map((each, at) => (at === place ? changed : each)));
                  setEditing(null);
                }}
                onCancel={() => setEditing(null)}
              />
            </li>
          ) : (
            <li key={place} className="line" data-testid="line">
              {before.has(text) ? null : <span className="tag tag-good">新</span>}
              <span className="line-text">
                <MarkedText value={text} />
              </span>
              {onChange ? (
                <span className="line-acts">
                  <Button type="text" size="small" onClick={() => setEditing(place)}>
                    改
                  </Button>
                  <Button
                    type="text"
                    size="small"
                    aria-label={`删去：${plainOf(text)}`}
                    onClick={() => onChange(value.filter((_, at) => at !== place))}
                  >
                    删
                  </Button>
                </span>
              ) : null}
            </li>
          ),
        )}
      </ul>
      {rows.length > shown ? (
        <Button className="more-button" onClick={() => setShown(shown + 5 * SHOWN)}>
          再显示一些（还有 {rows.length - shown} 条）
        </Button>
      ) : null}
    </div>
  );
}

interface FieldProps extends Pick<Props, "studio" | "label" | "marked"> {
  value: string;
  onKeep: (text: string) => void;
  onCancel: () => void;
}

function LineField({ studio, value, label, marked, onKeep, onCancel }: FieldProps) {
  const [typed, setTyped] = useState(value);
  const plain = plainOf(typed);
  const found = useCheck(studio, plain === plainOf(value) ? "" : plain, label);
  return (
    <div className="line-field">
      <div className="lines-field">
        <Input
          autoFocus
          value={typed}
          aria-label="改这一条"
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={(event) => {
            if (!event.nativeEvent.isComposing && typed.trim()) onKeep(typed.trim());
          }}
          onKeyDown={(event) => event.key === "Escape" && onCancel()}
        />
        <Button type="primary" disabled={!typed.trim()} onClick={() => onKeep(typed.trim())}>
          好
        </Button>
        <Button onClick={onCancel}>取消</Button>
      </div>
      {marked ? (
        <p className="line-marking">
          <MarkedText value={typed} onChange={setTyped} />
          <span className="quiet">选中文字来标注</span>
        </p>
      ) : null}
      <CheckNotes found={found} />
    </div>
  );
}

/** `新增 3 · 改动或删去 1`; null: as it was. */
export function summaryOf(base: string[], value: string[]): string | null {
  const [before, now] = [new Set(base), new Set(value)];
  const added = value.filter((text) => !before.has(text)).length;
  const gone = base.filter((text) => !now.has(text)).length;
  return [added && `新增 ${added} 条`, gone && `减少 ${gone} 条`].filter(Boolean).join(" · ") || null;
}
