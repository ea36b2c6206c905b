/** Two versions side by side: for each part whose is taken, for lists line by line. Nothing is saved before somebody says how. */

import { Button, Checkbox, Modal, Segmented } from "antd";
import { useState } from "react";
import { type LineDifference, type Part, differencesOf, merge, mergedLines } from "./merge";

interface Props<T> {
  parts: Part<T>[];
  base: T;
  mine: T;
  theirs: T;
  busy: boolean;
  /** With the version of `theirs`. */
  onSave: (merged: T) => void;
  /** Theirs stay, mine go. */
  onTheirs: () => void;
  /** Back to editing; what was typed stays. */
  onClose: () => void;
}

type Whose = "mine" | "theirs";

const keyOf = (part: { key: string }, { text, by, act }: LineDifference): string => [part.key, by, act, text].join(" ");

/** Mounted while it is open. */
export function Conflict<T extends { version: string }>({ parts, base, mine, theirs, busy, onSave, onTheirs, onClose }: Props<T>) {
  const { merged, open } = merge(parts, base, mine, theirs);
  const [whose, setWhose] = useState<Record<string, Whose>>({});
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const lines = (part: Part<T>): LineDifference[] =>
    differencesOf(part.read(base) as string[], part.read(mine) as string[], part.read(theirs) as string[]);
  const toggle = (key: string): void =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  const together = (): T => {
    let result: T = merged;
    for (const part of open) {
      const [my, their] = [part.read(mine), part.read(theirs)];
      if (!Array.isArray(my) || !Array.isArray(their)) {
        result = part.write(result, (whose[part.key] ?? "mine") === "mine" ? my : their);
        continue;
      }
      const found = lines(part);
      const isLeft = (each: LineDifference): boolean => left.has(keyOf(part, each));
      result = part.write(result, mergedLines(my, their, found.filter((each) => !isLeft(each)), found.filter(isLeft)));
    }
    return { ...result, version: theirs.version };
  };
  return (
    <Modal
      open
      title="同事刚保存过这一条"
      width={760}
      onCancel={onClose}
      maskClosable={false}
      classNames={{ footer: "conflict-foot" }}
      footer={[
        <Button key="back" onClick={onClose}>
          回去再改
        </Button>,
        <Button key="theirs" loading={busy} onClick={onTheirs} data-testid="take-theirs">
          全用对方的
        </Button>,
        <Button key="mine" loading={busy} onClick={() => onSave({ ...mine, version: theirs.version })} data-testid="take-mine">
          全用我的
        </Button>,
        <Button key="both" type="primary" loading={busy} onClick={() => onSave(together())} data-testid="take-both">
          合并后保存
        </Button>,
      ]}
    >
      <div className="conflict" data-testid="conflict">
        <p className="quiet">
          {open.length === 0 ? "你们改的地方不一样，可以直接合并。" : "下面这些地方你们都改过，请选留哪一边；其余的会自动合并。"}
        </p>
        {open.map((part) => {
          const [my, their] = [part.read(mine), part.read(theirs)];
          return (
            <section key={part.key}>
              <header>
                <h3>{part.title}</h3>
                {Array.isArray(my) ? null : (
                  <Segmented<Whose>
                    size="small"
                    value={whose[part.key] ?? "mine"}
                    options={[
                      { value: "mine", label: "用我的" },
                      { value: "theirs", label: "用对方的" },
                    ]}
                    onChange={(value) => setWhose((before) => ({ ...before, [part.key]: value }))}
                  />
                )}
              </header>
              {Array.isArray(my) || Array.isArray(their) ? (
                <ul className="conflict-lines">
                  {lines(part).map((each) => (
                    <li key={keyOf(part, each)}>
                      <Checkbox checked={!left.has(keyOf(part, each))} onChange={() => toggle(keyOf(part, each))}>
                        <span className="quiet">{actText(each)}</span>{" "}
                        <span className={each.act === "removed" ? "line-removed" : undefined}>{each.text}</span>
                      </Checkbox>
                    </li>
                  ))}
                </ul>
              ) : (
                <div className="conflict-texts">
                  <Side title="我的" text={part.show?.(my) ?? my} taken={(whose[part.key] ?? "mine") === "mine"} />
                  <Side title="对方的" text={part.show?.(their) ?? their} taken={whose[part.key] === "theirs"} />
                </div>
              )}
            </section>
          );
        })}
      </div>
    </Modal>
  );
}

const actText = ({ by, act }: LineDifference): string =>
  `${by === "mine" ? "我" : "对方"}${act === "added" ? "加了" : "删了"}`;

function Side({ title, text, taken }: { title: string; text: string; taken: boolean }) {
  return (
    <figure className={taken ? "conflict-side conflict-taken" : "conflict-side"}>
      <figcaption className="quiet">{title}</figcaption>
      <p>{text || "（空）"}</p>
    </figure>
  );
}
