/** Steps in order: dragged or moved up and down, each with names found by typing. */

import { Button, Input, Select } from "antd";
import { useState } from "react";
import { actionName, intentName, slotName } from "../names";
import { isTurn, moved, newSteps } from "./steps";
import { CARDS, type FlowStep, type Kind, type Step, type TurnStep, type Vocabulary } from "./storyTypes";

interface Props {
  kind: Kind;
  value: Step[];
  vocabulary: Vocabulary | null;
  /** When a rule holds: no intents and actions. */
  condition?: boolean;
  onChange?: (steps: Step[]) => void;
}

export function StepsEditor({ kind, value, vocabulary, condition, onChange }: Props) {
  const [dragged, setDragged] = useState<number | null>(null);
  const set = (place: number, step: Step): void => onChange?.(value.map((each, at) => (at === place ? step : each)));
  return (
    <>
      <ol className="steps" data-testid="steps">
        {value.map((step, place) => (
          <li
            key={place}
            className={dragged === place ? "step step-dragged" : "step"}
            data-testid="step"
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              if (dragged !== place) {
                onChange?.(moved(value, dragged, place));
                setDragged(place);
              }
            }}
          >
            <span
              className="step-number num"
              draggable={onChange !== undefined}
              title={onChange ? "拖动换位置" : undefined}
              onDragStart={() => setDragged(place)}
              onDragEnd={() => setDragged(null)}
            >
              {place + 1}
            </span>
            <div className="step-main">
              {isTurn(step) ? (
                <TurnFields step={step} vocabulary={vocabulary} onChange={onChange && ((next) => set(place, next))} />
              ) : (
                <FlowFields step={step} vocabulary={vocabulary} onChange={onChange && ((next) => set(place, next))} />
              )}
            </div>
            {onChange ? (
              <span className="step-acts">
                <Button type="text" size="small" aria-label={`第 ${place + 1} 步上移`} disabled={place === 0} onClick={() => onChange(moved(value, place, place - 1))}>
                  ↑
                </Button>
                <Button
                  type="text"
                  size="small"
                  aria-label={`第 ${place + 1} 步下移`}
                  disabled={place === value.length - 1}
                  onClick={() => onChange(moved(value, place, place + 1))}
                >
                  ↓
                </Button>
                <Button type="text" size="small" aria-label={`删去第 ${place + 1} 步`} onClick={() => onChange(value.filter((_, at) => at !== place))}>
                  删
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ol>
      {onChange ? (
        <div className="step-new">
          {newSteps(kind, condition).map(({ title, step }) => (
            <Button key={title} size="small" onClick={() => onChange([...value, step])}>
              + {title}
            </Button>
          ))}
        </div>
      ) : null}
    </>
  );
}

interface FieldsProps<S> {
  step: S;
  vocabulary: Vocabulary | null;
  onChange?: (step: Step) => void;
}

/** Found by its id and by what it is called. */
function NameField({ label, value, ids, nameOf, onChange }: {
  label: string;
  value: string;
  ids: string[] | undefined;
  nameOf: (id: string) => string;
  onChange?: (id: string) => void;
}) {
  return (
    <Select
      className="step-name"
      showSearch
      optionFilterProp="title"
      aria-label={label}
      placeholder={label}
      disabled={!onChange}
      loading={!ids}
      value={value || undefined}
      options={ids?.map((id) => ({
        value: id,
        title: `${nameOf(id)} ${id}`,
        label: nameOf(id) === id ? id : `${nameOf(id)} · ${id}`,
      }))}
      onChange={onChange}
    />
  );
}

const KIND_NAMES: Record<FlowStep["kind"], string> = { intent: "客户", action: "机器人", slot: "记住", loop: "问答", other: "其他" };

function FlowFields({ step, vocabulary, onChange }: FieldsProps<FlowStep>) {
  return (
    <div className="flow-fields">
      <span className={`step-kind step-kind-${step.kind}`}>{KIND_NAMES[step.kind]}</span>
      {step.kind === "intent" ? (
        <NameField label="意图" value={step.name} ids={vocabulary?.intents} nameOf={intentName} onChange={onChange && ((name) => onChange({ ...step, name }))} />
      ) : null}
      {step.kind === "action" ? (
        <NameField
          label="动作或话术"
          value={step.name}
          ids={vocabulary ? [...new Set([...vocabulary.actions, ...vocabulary.loops, ...vocabulary.responses])] : undefined}
          nameOf={actionName}
          onChange={onChange && ((name) => onChange({ ...step, name }))}
        />
      ) : null}
      {step.kind === "slot" ? (
        <>
          <NameField
            label="信息"
            value={step.name}
            ids={vocabulary ? [...new Set(["requested_slot", ...vocabulary.slots])] : undefined}
            nameOf={slotName}
            onChange={onChange && ((name) => onChange({ ...step, name }))}
          />
          <Input
            className="step-value"
            value={step.value === null ? "" : String(step.value)}
            placeholder="空"
            aria-label="值"
            readOnly={!onChange}
            onChange={(event) => onChange?.({ ...step, value: event.target.value || null })}
          />
        </>
      ) : null}
      {step.kind === "other" ? <code className="step-other">{JSON.stringify(step.value)}</code> : null}
      {step.kind === "loop" ? (
        <Select
          className="step-name"
          aria-label="问答"
          disabled={!onChange}
          value={step.name ?? ""}
          options={[{ value: "", label: "结束 / 没有在问" }, ...(vocabulary?.loops ?? []).map((id) => ({ value: id, label: `${actionName(id)} · ${id}` }))]}
          onChange={(name: string) => onChange?.({ ...step, name: name || null })}
        />
      ) : null}
    </div>
  );
}

/** A list that is empty is not looked at. */
const some = (values: string[]): string[] | undefined => (values.length ? values : undefined);

function TurnFields({ step, vocabulary, onChange }: FieldsProps<TurnStep>) {
  const [more, setMore] = useState(false);
  const presses = step.presses !== undefined;
  const words = (title: string, value: string[] | undefined, put: (values: string[]) => TurnStep) => (
    <Select
      mode="tags"
      open={false}
      suffixIcon={null}
      disabled={!onChange}
      placeholder={title}
      aria-label={title}
      value={value ?? []}
      onChange={(values: string[]) => onChange?.(put(values))}
    />
  );
  return (
    <div className="turn-fields">
      <div className="flow-fields">
        <Select
          className="turn-way"
          aria-label="客户怎么说"
          disabled={!onChange}
          value={presses ? "presses" : "says"}
          options={[
            { value: "says", label: "客户说" },
            { value: "presses", label: "客户点" },
          ]}
          onChange={(way: string) => {
            const { says, presses: pressed, ...rest } = step;
            const text = says ?? pressed ?? "";
            onChange?.(way === "says" ? { ...rest, says: text } : { ...rest, presses: text });
          }}
        />
        <Input
          value={(presses ? step.presses : step.says) ?? ""}
          readOnly={!onChange}
          aria-label={presses ? "点的按钮" : "说的话"}
          data-testid="turn-says"
          onChange={(event) => onChange?.(presses ? { ...step, presses: event.target.value } : { ...step, says: event.target.value })}
        />
      </div>
      <div className="turn-expected">
        {words("应该听到的词", step.hears, (hears) => ({ ...step, hears: some(hears) }))}
        <Select
          aria-label="应该追问"
          disabled={!onChange}
          value={step.asks === undefined ? "any" : (step.asks ?? "nothing")}
          showSearch
          options={[
            { value: "any", label: "追问：不检查" },
            { value: "nothing", label: "不再追问" },
            ...(vocabulary?.slots ?? []).map((id) => ({ value: id, label: `追问${slotName(id)}` })),
          ]}
          onChange={(asks: string) => {
            const { asks: _, ...rest } = step;
            onChange?.(asks === "any" ? rest : { ...rest, asks: asks === "nothing" ? null : asks });
          }}
        />
        {more || step.templates || step.cards || step.hears_not ? (
          <>
            <Select
              mode="multiple"
              placeholder="应该用的话术"
              aria-label="应该用的话术"
              disabled={!onChange}
              value={step.templates ?? []}
              options={vocabulary?.responses.map((id) => ({ value: id, label: id }))}
              onChange={(templates: string[]) => onChange?.({ ...step, templates: some(templates) })}
            />
            <Select
              mode="multiple"
              placeholder="应该出现的卡片"
              aria-label="应该出现的卡片"
              disabled={!onChange}
              value={step.cards ?? []}
              options={Object.entries(CARDS).map(([id, title]) => ({ value: id, label: title }))}
              onChange={(cards: string[]) => onChange?.({ ...step, cards: some(cards) })}
            />
            {words("不该听到的词", step.hears_not, (hears_not) => ({ ...step, hears_not: some(hears_not) }))}
          </>
        ) : onChange ? (
          <button type="button" className="text-button turn-more" onClick={() => setMore(true)}>
            还要检查别的
          </button>
        ) : null}
      </div>
    </div>
  );
}
