/** A new campaign: whom it asks, when, and what that comes to, said before it is planned. */

import { today } from "@shared/format";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { useReading } from "@shared/useReading";
import { App, Form, Input, InputNumber, Select } from "antd";
import { useEffect, useState } from "react";
import type { Insights } from "../insights";
import { addDays } from "../period";
import { errorText } from "../words";
import { type Draft, type Prospect, LINES, prospectText } from "./surveys";

interface Props {
  insights: Insights;
  onClose: () => void;
  onPlanned: () => void;
}

const MOST = 100_000;
const SETTLED_MS = 400;
const ALL = "all";

const DAYS = [30, 90, 180, 365];

/** Mounted while it is open. */
export function PlanDrawer({ insights, onClose, onPlanned }: Props) {
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: "", starts_on: addDays(today(), 1), line: null, claim_days: null, conversation_days: 90, share: 100, most: 200,
  }));
  const set = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const named = draft.name.trim();
  const keep = async (): Promise<void> => {
    await insights.call("POST", "/api/desk/surveys/campaigns", { ...draft, name: named });
    void message.success("安排好了，到那天自动开始");
    onPlanned();
  };
  return (
    <EditDrawer
      title="安排一次调查"
      keep="安排"
      onClose={onClose}
      onKeep={keep}
      disabled={!named || draft.starts_on < today()}
    >
      <Form layout="vertical">
        <Form.Item label="名称（客户看不到）" required htmlFor="plan-name">
          <Input
            id="plan-name"
            maxLength={60}
            value={draft.name}
            data-testid="plan-name"
            placeholder="如：年中满意度"
            onChange={(event) => set({ name: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="哪天开始" required htmlFor="plan-day">
          <input
            id="plan-day"
            className="plain-text"
            type="date"
            min={today()}
            value={draft.starts_on}
            onChange={(event) => set({ starts_on: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="有哪种有效保单" htmlFor="plan-line">
          <Select
            id="plan-line"
            value={draft.line ?? ALL}
            data-testid="plan-line"
            options={[{ value: ALL, label: "都可以" }, ...Object.entries(LINES).map(([value, label]) => ({ value, label }))]}
            onChange={(line) => set({ line: line === ALL ? null : line })}
          />
        </Form.Item>
        <Form.Item label="报过案" htmlFor="plan-claims">
          <Within id="plan-claims" value={draft.claim_days} onChange={(claim_days) => set({ claim_days })} />
        </Form.Item>
        <Form.Item label="核身咨询过" htmlFor="plan-conversations">
          <Within id="plan-conversations" value={draft.conversation_days} onChange={(conversation_days) => set({ conversation_days })} />
        </Form.Item>
        <div className="plan-row">
          <Form.Item label="抽多少（%）" htmlFor="plan-share">
            <InputNumber
              id="plan-share"
              min={1}
              max={100}
              precision={0}
              value={draft.share}
              onChange={(share) => set({ share: share ?? 100 })}
            />
          </Form.Item>
          <Form.Item label="最多问多少人" htmlFor="plan-most">
            <InputNumber
              id="plan-most"
              min={1}
              max={MOST}
              precision={0}
              value={draft.most}
              data-testid="plan-most"
              onChange={(most) => set({ most: most ?? 1 })}
            />
          </Form.Item>
        </div>
        <Meets insights={insights} draft={draft} />
      </Form>
    </EditDrawer>
  );
}

interface WithinProps {
  id: string;
  value: number | null;
  onChange: (days: number | null) => void;
}

function Within({ id, value, onChange }: WithinProps) {
  return (
    <Select
      id={id}
      value={value ?? 0}
      options={[{ value: 0, label: "不限" }, ...DAYS.map((days) => ({ value: days, label: `近 ${days} 天内` }))]}
      onChange={(days) => onChange(days || null)}
    />
  );
}

/** What it comes to, read anew when the form has rested for a moment. */
function Meets({ insights, draft }: { insights: Insights; draft: Draft }) {
  const [asked, setAsked] = useState(draft);
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(draft), SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, [draft]);
  const query = queryOf(asked);
  const { value, error } = useReading(
    () => insights.call<Prospect>("GET", `/api/desk/surveys/prospect?${query}`),
    [insights, query],
  );
  return (
    <div className="plan-meets" role="status" data-testid="prospect">
      {error ? (
        <p className="tone-warning">{errorText(error)}，暂时算不出会问多少人</p>
      ) : value ? (
        prospectText(value, asked).map((line) => <p key={line}>{line}</p>)
      ) : (
        <p className="quiet">正在算会问多少人</p>
      )}
      <p className="hint">
        每位客户 {value?.pause_days ?? 30} 天里最多问一次。只在白天发；当天给同一位客户的消息已经到上限的，顺延到第二天。名单到开始那天才定。
      </p>
    </div>
  );
}

/** The name changes nothing. */
function queryOf({ starts_on, line, claim_days, conversation_days, share, most }: Draft): string {
  const given = Object.entries({ starts_on, line, claim_days, conversation_days, share, most });
  return String(new URLSearchParams(given.filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)])));
}
