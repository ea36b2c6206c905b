/** 开一项改进: what is to be done about a figure, by whom, until when. It becomes a task at the desk. */

import { ApiError } from "@shared/api";
import { today } from "@shared/format";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { useReading } from "@shared/useReading";
import { App, Input } from "antd";
import { useState } from "react";
import type { Insights } from "../insights";
import { dayText, targetText, valueText } from "../numbers";
import { type Span, addDays } from "../period";
import type { Kpi } from "../types";

interface Props {
  insights: Insights;
  kpi: Kpi;
  span: Span;
  onClose: () => void;
}

interface Colleague {
  username: string;
  name: string;
}

export const draftOf = (kpi: Kpi, span: Span): string =>
  `${kpi.name}：${dayText(span.from)}至${dayText(span.to)}为 ${valueText(kpi.value, kpi.unit)}` +
  `${kpi.target ? `（${targetText(kpi.target, kpi.unit)}）` : ""}。要做的：`;

/** Mounted while it is open. */
export function ImprovementDrawer({ insights, kpi, span, onClose }: Props) {
  const { message } = App.useApp();
  const [text, setText] = useState(() => draftOf(kpi, span));
  const [day, setDay] = useState(() => addDays(today(), 14));
  const [owner, setOwner] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const colleagues = useReading(
    () => insights.call<{ colleagues: Colleague[] }>("GET", "/api/desk/colleagues"),
    [insights],
  ).value;
  const keep = async (): Promise<void> => {
    const body = { key, kind: "improvement", text: text.trim(), due_at: `${day}T18:00:00+08:00`, owner: owner || null };
    try {
      await insights.call("POST", "/api/desk/tasks", body);
    } catch (error) {
      // Installations may have no tasks yet.
      if (error instanceof ApiError && error.code === "not_found") throw new ApiError(404, "no_tasks");
      throw error;
    }
    void message.success("改进已经开好，在工作台的任务里跟进");
  };
  return (
    <EditDrawer title="开一项改进" keep="开好" onClose={onClose} onKeep={keep} disabled={!text.trim() || !day}>
      <div className="improve">
        <label htmlFor="improve-text">要改什么、怎么改</label>
        <Input.TextArea
          id="improve-text"
          className="grow"
          rows={5}
          maxLength={500}
          value={text}
          data-testid="improve-text"
          onChange={(event) => setText(event.target.value)}
        />
        <label htmlFor="improve-day">什么时候完成</label>
        <input id="improve-day" className="plain-text" type="date" min={today()} value={day} onChange={(event) => setDay(event.target.value)} />
        <label htmlFor="improve-owner">谁来做</label>
        <select id="improve-owner" className="plain-text" value={owner} onChange={(event) => setOwner(event.target.value)}>
          <option value="">先不指定</option>
          {colleagues?.colleagues.map((each) => (
            <option key={each.username} value={each.username}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
    </EditDrawer>
  );
}
