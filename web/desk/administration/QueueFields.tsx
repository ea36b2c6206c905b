/** The fields of a queue: opening hours span by span, and a length of time in the unit that suits it. */

import { Button, Form, InputNumber, Select } from "antd";
import { useState } from "react";
import type { Days, Span } from "./administrationTypes";
import { DAYS } from "./administrationWords";

export function HoursEdit({ hours, onChange }: { hours: Span[]; onChange: (hours: Span[]) => void }) {
  const set = (place: number, change: Partial<Span>): void =>
    onChange(hours.map((span, at) => (at === place ? { ...span, ...change } : span)));
  return (
    <div className="hours">
      {hours.map((span, place) => (
        <div key={place} className="hours-row" data-testid="hours-row">
          <Select
            aria-label="哪些日子"
            value={span.days}
            options={Object.entries(DAYS).map(([value, label]) => ({ value, label }))}
            onChange={(days: Days) => set(place, { days })}
          />
          <TimeField label="从" value={span.from} onChange={(from) => set(place, { from })} />
          <span className="quiet">至</span>
          <TimeField label="到" value={span.to} onChange={(to) => set(place, { to })} />
          <Button
            type="text"
            aria-label="删除这一段"
            onClick={() => onChange(hours.filter((_, at) => at !== place))}
          >
            删除
          </Button>
        </div>
      ))}
      {hours.length === 0 ? <p className="hint">没有时段就是不开放：客户会听到留言和回电的办法。</p> : null}
      {hours.length < 14 ? (
        <Button
          size="small"
          data-testid="hours-add"
          onClick={() => onChange([...hours, { days: "workdays", from: "09:00", to: "18:00" }])}
        >
          加一段
        </Button>
      ) : null}
      <p className="hint">工作日和休息日按国务院放假安排算，含调休。</p>
    </div>
  );
}

/** `09:00`; a plain field, for 24:00 is no time to a clock. */
function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const read = (typed: string): string => {
    const found = /^(\d{1,2})[:：]?(\d{2})$/.exec(typed.trim());
    const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
    const fits = found && minute < 60 && (hour < 24 || (hour === 24 && minute === 0));
    return fits ? `${String(hour).padStart(2, "0")}:${found[2]}` : "";
  };
  return (
    <input
      className="time-field num"
      aria-label={label}
      inputMode="numeric"
      placeholder="09:00"
      maxLength={5}
      value={text}
      aria-invalid={read(text) === ""}
      onChange={(event) => {
        setText(event.target.value);
        onChange(read(event.target.value));
      }}
      onBlur={() => setText(read(text) || text)}
    />
  );
}

const UNITS = [
  { value: 1, label: "秒" },
  { value: 60, label: "分钟" },
  { value: 3600, label: "小时" },
];

interface SecondsProps {
  label: string;
  /** Seconds. */
  value: number;
  min: number;
  max?: number;
  onChange: (seconds: number) => void;
}

/** Seconds, in the unit in which they are a whole number. */
export function Seconds({ label, value, min, max = 30 * 86_400, onChange }: SecondsProps) {
  const [unit, setUnit] = useState(
    () => [...UNITS].reverse().find((each) => value > 0 && value % each.value === 0)?.value ?? 1,
  );
  return (
    <Form.Item label={label}>
      <span className="seconds">
        <InputNumber
          aria-label={label}
          min={Math.ceil(min / unit)}
          max={Math.floor(max / unit)}
          precision={0}
          value={Math.round(value / unit)}
          onChange={(amount) => onChange((amount ?? 0) * unit)}
        />
        <Select
          aria-label={`${label}的单位`}
          data-testid="unit"
          value={unit}
          options={UNITS}
          onChange={(chosen: number) => {
            setUnit(chosen);
            onChange(Math.max(1, Math.round(value / chosen)) * chosen);
          }}
        />
      </span>
    </Form.Item>
  );
}
