/** Choosing what words mean: an intent or a standard question, found by typing; arrows and Enter choose. */

import { Drawer, Input } from "antd";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type Choice, choicesOf, withNear } from "./catalogue";
import { useCheck } from "./checks";
import type { Studio } from "./studio";
import { errorText } from "./words";
import "./picker.css";

interface Props {
  studio: Studio;
  title: string;
  onChoose: (choice: Choice) => void;
  onClose: () => void;
  /** What a customer said: the labels of what is most like it come first. */
  like?: string;
}

/** Mounted while it is open. */
export function LabelPicker({ studio, title, onChoose, onClose, like = "" }: Props) {
  const catalogue = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  useEffect(studio.catalogue.need, [studio]);
  const found = useCheck(studio, typed.trim() || like, null);
  const choices = useMemo(
    () => withNear(choicesOf(catalogue, typed), found ? [...found.same, ...found.near] : []),
    [catalogue, typed, found],
  );
  const shown = Math.min(at, choices.length - 1);
  useEffect(() => {
    document.getElementById(`choice-${shown}`)?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  return (
    <Drawer open title={title} onClose={onClose} width="min(520px, 100vw)" closable={{ "aria-label": "关闭" }} classNames={{ body: "picker" }}>
      <Input
        autoFocus
        allowClear
        size="large"
        placeholder="输入意图或标准问里的字"
        aria-label="找意图或标准问"
        aria-controls="choices"
        aria-activedescendant={shown >= 0 ? `choice-${shown}` : undefined}
        role="combobox"
        aria-expanded="true"
        data-testid="picker-words"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (step) {
            event.preventDefault();
            setAt(Math.min(choices.length - 1, Math.max(0, shown + step)));
          }
          // While a syllable is being typed, Enter belongs to the input method.
          const choice = choices[shown];
          if (event.key === "Enter" && !event.nativeEvent.isComposing && choice) onChoose(choice);
        }}
      />
      <ul className="choices" id="choices" role="listbox" aria-label="意图和标准问" data-testid="choices">
        {choices.map((choice, place) => (
          <li key={JSON.stringify(choice.label)} id={`choice-${place}`} role="option" aria-selected={place === shown}>
            <button type="button" tabIndex={-1} onClick={() => onChoose(choice)}>
              <b>{choice.title}</b>
              <span className="quiet num">{choice.note}</span>
            </button>
          </li>
        ))}
      </ul>
      {choices.length === 0 ? (
        <p className="empty" role="status">
          {catalogue.error
            ? errorText(catalogue.error)
            : catalogue.faq === null
              ? "正在读取"
              : "没有符合的，换个字试试，或者写成新问答"}
        </p>
      ) : null}
    </Drawer>
  );
}
