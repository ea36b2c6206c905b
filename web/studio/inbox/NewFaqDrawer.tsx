/** A new answer, from what customers asked and perhaps an agent answered. What was typed stays until it is kept. */

import { Alert, Button, Drawer } from "antd";
import { useState } from "react";
import { FaqFields, FaqPreview } from "../knowledge/FaqFields";
import { type FaqText, NEW_ENTRY, faqProblem } from "../knowledge/faqTypes";
import { plainOf } from "../markup";
import type { Studio } from "../studio";
import { refusal } from "../words";
import type { Group } from "./inboxTypes";

interface Props {
  studio: Studio;
  group: Group;
  /** The chosen texts, marked. */
  texts: string[];
  /** Who was first, where somebody was. */
  taken: string | null;
  onKeep: (entry: FaqText) => Promise<void>;
  onClose: () => void;
}

/** Mounted while it is open. */
export function NewFaqDrawer({ studio, group, texts, taken, onKeep, onClose }: Props) {
  const [value, setValue] = useState<FaqText>(() => ({
    ...NEW_ENTRY,
    answer: group.proposed_answer?.text ?? "",
    source: { ...NEW_ENTRY.source, name: group.proposed_answer ? "公司规定" : "" },
  }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const problem = faqProblem(value);
  const keep = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await onKeep(value);
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      title="写成新问答"
      onClose={onClose}
      // A click beside it must not cost what was typed.
      maskClosable={false}
      width="min(640px, 100vw)"
      closable={{ "aria-label": "关闭" }}
      footer={
        <div className="drawer-foot">
          <Button type="primary" loading={busy} disabled={problem !== null} data-testid="faq-keep" onClick={() => void keep()}>
            保存并标注 {texts.length} 条
          </Button>
          <Button onClick={onClose}>取消</Button>
          {problem ? <span className="push quiet">{problem}</span> : null}
        </div>
      }
    >
      {taken ? <Alert className="dialog-error" type="warning" showIcon message={taken} role="alert" /> : null}
      {error && !taken ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      {group.proposed_answer ? (
        <p className="dialog-hint quiet">答案取自{group.proposed_answer.by}的回复，请核对后再保存。</p>
      ) : null}
      <FaqFields studio={studio} value={value} onChange={(change) => setValue((before) => ({ ...before, ...change }))} />
      <section className="asked" aria-label="相似问">
        <h3>客户的原话会成为相似问</h3>
        <ul>
          {texts.map((text, place) => (
            <li key={place}>
              {plainOf(text)}
              <button type="button" className="text-button" onClick={() => setValue((before) => ({ ...before, question: plainOf(text) }))}>
                用作标准问
              </button>
            </li>
          ))}
        </ul>
      </section>
      <FaqPreview value={value} />
    </Drawer>
  );
}
