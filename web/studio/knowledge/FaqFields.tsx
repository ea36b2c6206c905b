/** The fields of an FAQ entry, for a new one and for one that is changed. */

import { Form, Input, Select } from "antd";
import { useEffect, useSyncExternalStore } from "react";
import { CheckNotes } from "../CheckNotes";
import { useCheck } from "../checks";
import type { Studio } from "../studio";
import { CHANNELS, type FaqText, LONGEST_ANSWER, MARKS } from "./faqTypes";

interface Props {
  studio: Studio;
  value: FaqText;
  onChange: (change: Partial<FaqText>) => void;
  /** Of the entry that is changed. */
  id?: string;
  readOnly?: boolean;
}

export function FaqFields({ studio, value, onChange, id, readOnly }: Props) {
  const { categories } = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  useEffect(studio.catalogue.need, [studio]);
  const found = useCheck(studio, readOnly ? "" : value.question, id ? { kind: "faq", id } : null);
  const rest = LONGEST_ANSWER - value.answer.length;
  const source = (part: Partial<FaqText["source"]>): void => onChange({ source: { ...value.source, ...part } });
  const channel = (name: string, text: string): void => {
    const { [name]: _, ...others } = value.channels;
    onChange({ channels: text ? { ...others, [name]: text } : others });
  };
  return (
    <Form layout="vertical" disabled={readOnly} className="faq-fields">
      <Form.Item label="标准问" required>
        <Input
          maxLength={60}
          value={value.question}
          placeholder="客户会怎么问，写完整的一句"
          data-testid="faq-question"
          onChange={(event) => onChange({ question: event.target.value })}
        />
        {/* Its own question is no news. */}
        <CheckNotes found={found && id ? { ...found, same: [] } : found} />
      </Form.Item>
      <Form.Item
        label="答案"
        required
        validateStatus={rest < 0 ? "error" : undefined}
        extra={<span className="num">{rest < 0 ? `多了 ${-rest} 字` : `还能写 ${rest} 字；先说结论，再说下一步`}</span>}
      >
        <Input.TextArea
          className="grow" rows={2}
          value={value.answer}
          aria-label="答案"
          data-testid="faq-answer"
          onChange={(event) => onChange({ answer: event.target.value })}
        />
      </Form.Item>
      <Form.Item label="说详细些（客户点按钮才看到）">
        <Input.TextArea
          className="grow" rows={2}
          value={value.details ?? ""}
          aria-label="说详细些"
          onChange={(event) => onChange({ details: event.target.value || null })}
        />
      </Form.Item>
      <div className="field-row">
        <Form.Item label="分类" required>
          <Select
            value={value.category || undefined}
            placeholder="选一个"
            showSearch
            optionFilterProp="label"
            aria-label="分类"
            data-testid="faq-category"
            // An entry's id names its category.
            disabled={readOnly || id !== undefined}
            options={categories.map(({ id: code, name }) => ({ value: code, label: name }))}
            onChange={(category: string) => onChange({ category })}
          />
        </Form.Item>
        <Form.Item label="依据" required>
          <Select
            value={value.mark}
            aria-label="依据"
            options={Object.entries(MARKS).map(([code, name]) => ({ value: code, label: name }))}
            onChange={(mark: string) => onChange({ mark })}
          />
        </Form.Item>
      </div>
      <div className="field-row field-row-3">
        <Form.Item label="出处" required>
          <Input
            value={value.source.name}
            placeholder="保险法"
            data-testid="faq-source"
            onChange={(event) => source({ name: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="条">
          <Input
            value={value.source.article ?? ""}
            placeholder="第二十三条"
            onChange={(event) => source({ article: event.target.value || null })}
          />
        </Form.Item>
        <Form.Item label="款">
          <Input value={value.source.clause ?? ""} onChange={(event) => source({ clause: event.target.value || null })} />
        </Form.Item>
      </div>
      <div className="field-row">
        <Form.Item label="生效日（不填就是马上）">
          <input
            type="date"
            className="day-field"
            aria-label="生效日"
            disabled={readOnly}
            value={value.effective_on ?? ""}
            onChange={(event) => onChange({ effective_on: event.target.value || null })}
          />
        </Form.Item>
        <Form.Item label="失效日（那天起不再回答）">
          <input
            type="date"
            className="day-field"
            aria-label="失效日"
            disabled={readOnly}
            value={value.expires_on ?? ""}
            onChange={(event) => onChange({ expires_on: event.target.value || null })}
          />
        </Form.Item>
      </div>
      <details className="more-fields" open={Object.keys(value.channels).length > 0}>
        <summary>按渠道换个说法</summary>
        {Object.entries(CHANNELS).map(([name, title]) => (
          <Form.Item key={name} label={title}>
            <Input.TextArea
              className="grow" rows={2}
              value={value.channels[name] ?? ""}
              placeholder="不填就用上面的答案"
              aria-label={`${title}的说法`}
              onChange={(event) => channel(name, event.target.value)}
            />
          </Form.Item>
        ))}
      </details>
    </Form>
  );
}

/** What a customer sees on the web page. */
export function FaqPreview({ value }: { value: FaqText }) {
  const { name, article, clause } = value.source;
  return (
    <figure className="faq-preview" aria-label="客户看到的样子">
      <p className="preview-said">{value.question || "客户的问题"}</p>
      <div className="preview-answer">
        <p>{value.answer || "答案会出现在这里"}</p>
        {name ? <p className="preview-source">依据：{[name, article, clause].filter(Boolean).join(" ")}</p> : null}
        {value.details ? <span className="preview-button">说详细些</span> : null}
      </div>
    </figure>
  );
}
