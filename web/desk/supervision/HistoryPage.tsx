/** 历史: what the queues did by hour or by day, and how well. */

import { Segmented } from "antd";
import { useState } from "react";
import { type Choice, QueueChoice, type Span, SpanChoice, lastDays } from "../Choices";
import type { Desk } from "../desk";
import { PageTabs, Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { type Bar, Bars } from "./Bars";
import { Figure } from "./Figure";
import { type Slot, breachesOf, byQueue, share, slots, sums } from "./past";
import type { By, History, Period } from "./pastTypes";
import type { SupervisionApi } from "./supervisionApi";
import { WALL_TABS, percentText, spanText } from "./wallWords";

const DAY_MS = 86_400_000;
/** The server reads no more than this at once. */
const MOST_DAYS: Record<By, number> = { hour: 8, day: 93 };

export function HistoryPage({ desk, api }: { desk: Desk; api: SupervisionApi }) {
  const choices: Choice = useReading(() => desk.colleagues(), [desk]).value;
  const [span, setSpan] = useState<Span>(lastDays(7));
  const [by, setBy] = useState<By>("day");
  const [queue, setQueue] = useState<string | null>(null);
  const days = Math.round((Date.parse(span.until) - Date.parse(span.since)) / DAY_MS) + 1;
  const fits = span.since !== "" && span.until !== "" && days >= 1 && days <= MOST_DAYS[by];
  return (
    <>
      <header className="page-head">
        <PageTabs label="看板" active="history" tabs={WALL_TABS} />
        <div className="filters push">
          <SpanChoice value={span} onChange={setSpan} />
          <Segmented
            aria-label="按小时或按天"
            value={by}
            onChange={setBy}
            options={[
              { value: "day", label: "按天" },
              { value: "hour", label: "按小时" },
            ]}
          />
          <QueueChoice choices={choices} value={queue} onChange={setQueue} />
        </div>
      </header>
      <div className="page-body" data-testid="history">
        {fits ? (
          <Past api={api} span={span} by={by} queue={queue} />
        ) : (
          <p className="nothing quiet">
            {by === "hour" ? "按小时最多看 8 天，按天最多看 93 天。" : "请选开始和结束日期，最多 93 天。"}
          </p>
        )}
      </div>
    </>
  );
}

interface PastProps {
  api: SupervisionApi;
  span: Span;
  by: By;
  queue: string | null;
}

function Past({ api, span, by, queue }: PastProps) {
  const history = useReading(() => api.history(span, by, queue), [api, span, by, queue]);
  return <Shown read={history}>{(found) => <Shapes history={found} queue={queue} />}</Shown>;
}

function Shapes({ history, queue }: { history: History; queue: string | null }) {
  const whole = history.periods.filter((period) => period.queue === queue);
  const all = slots(history, whole, Date.now());
  const sum = sums(whole);
  const queues = byQueue(history.periods);
  const label = labelFor(history.by);
  // By hour the days are enough: each begins with its first.
  const [axis, every] = history.by === "hour" ? [labelFor("day"), 24] : [label, undefined];
  return (
    <>
      <dl className="figures">
        <Figure name="进线" value={sum.offered} />
        <Figure name="接起" value={sum.answered} more={percentText(share(sum.answered, sum.offered))} />
        <Figure name="放弃" value={sum.abandoned} more={percentText(share(sum.abandoned, sum.offered))} />
        <Figure name="转接" value={sum.transfers} />
        <Figure name="超时" value={sum.breaches} />
        {queue === null ? (
          <Figure name="机器人独立解决" value={percentText(share(sum.contained, sum.contacts))} more={`共 ${sum.contacts}`} />
        ) : (
          <Figure name="评价" value={whole.reduce((count, period) => count + period.ratings, 0)} />
        )}
      </dl>
      <div className="charts">
        <Bars title="进线（接起、放弃）" every={every} bars={all.map((slot) => offeredBar(slot, label, axis))} />
        <Bars
          title="服务水平"
          every={every}
          top={100}
          unit="%"
          bars={all.map((slot) => oneBar(slot, label, axis, slot.period?.service_level ?? null, percentText))}
        />
        <Bars
          title="平均等待（秒）"
          every={every}
          bars={all.map((slot) => oneBar(slot, label, axis, slot.period?.mean_wait_s ?? null, spanText))}
        />
      </div>
      <section className="sheet-flush">
        <Table
          label="按时段"
          testId="history-periods"
          columns={periodColumns(label)}
          rows={[...whole].reverse()}
          rowKey={(period) => period.begins}
          nothing="这段时间没有进线"
        />
      </section>
      {queue === null && queues.length > 0 ? (
        <section className="sheet-flush">
          <h2>按队列合计</h2>
          <Table label="按队列" columns={QUEUE_COLUMNS} rows={queues} rowKey={(each) => each.queue} nothing="" />
        </section>
      ) : null}
    </>
  );
}

type Label = (at: number) => string;

function labelFor(by: By): Label {
  const format = new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai",
    month: "numeric",
    day: "numeric",
    ...(by === "hour" && { hour: "2-digit", hourCycle: "h23" as const }),
  });
  return (at) => format.format(at);
}

function offeredBar({ begins, period }: Slot, label: Label, axis: Label): Bar {
  const { offered = 0, answered = 0, abandoned = 0 } = period ?? {};
  return {
    key: String(begins),
    label: axis(begins),
    said: `${label(begins)} 进线 ${offered}，接起 ${answered}，放弃 ${abandoned}`,
    parts: period
      ? [
          { value: answered, tone: "main" },
          { value: abandoned, tone: "lost" },
          { value: Math.max(0, offered - answered - abandoned), tone: "rest" },
        ]
      : [],
  };
}

function oneBar(
  { begins }: Slot,
  label: Label,
  axis: Label,
  value: number | null,
  text: (value: number) => string,
): Bar {
  return {
    key: String(begins),
    label: axis(begins),
    said: `${label(begins)} ${value === null ? "没有数据" : text(value)}`,
    parts: value === null ? [] : [{ value, tone: "main" }],
  };
}

const periodColumns = (label: Label): Column<Period>[] => [
  { key: "begins", title: "时段", cell: (period) => label(Date.parse(period.begins)), by: (period) => period.begins },
  { key: "offered", title: "进线", num: true, cell: (period) => period.offered, by: (period) => period.offered },
  { key: "answered", title: "接起", num: true, cell: (period) => period.answered, by: (period) => period.answered },
  { key: "abandoned", title: "放弃", num: true, cell: (period) => period.abandoned, by: (period) => period.abandoned },
  {
    key: "level",
    title: "服务水平",
    num: true,
    cell: (period) => percentText(period.service_level),
    by: (period) => period.service_level,
  },
  { key: "wait", title: "平均等待", num: true, cell: (period) => spanText(period.mean_wait_s) },
  { key: "p90", title: "90% 等待", num: true, wide: true, cell: (period) => spanText(period.p90_wait_s) },
  { key: "first", title: "平均首响", num: true, cell: (period) => spanText(period.mean_first_reply_s) },
  { key: "handling", title: "平均处理", num: true, wide: true, cell: (period) => spanText(period.mean_handling_s) },
  {
    key: "breaches",
    title: "超时",
    num: true,
    cell: (period) => breachesOf(period.breaches),
    by: (period) => breachesOf(period.breaches),
  },
  { key: "csat", title: "满意", num: true, cell: (period) => percentText(period.csat), by: (period) => period.csat },
  { key: "nps", title: "NPS", num: true, wide: true, cell: (period) => period.nps ?? "–", by: (period) => period.nps },
];

type QueueSum = ReturnType<typeof byQueue>[number];

const QUEUE_COLUMNS: Column<QueueSum>[] = [
  { key: "name", title: "队列", cell: (each) => each.name },
  { key: "offered", title: "进线", num: true, cell: ({ sums: of }) => of.offered, by: ({ sums: of }) => of.offered },
  { key: "answered", title: "接起", num: true, cell: ({ sums: of }) => of.answered },
  { key: "rate", title: "接起率", num: true, cell: ({ sums: of }) => percentText(share(of.answered, of.offered)) },
  { key: "abandoned", title: "放弃", num: true, cell: ({ sums: of }) => of.abandoned },
  { key: "transfers", title: "转接", num: true, cell: ({ sums: of }) => of.transfers },
  { key: "breaches", title: "超时", num: true, cell: ({ sums: of }) => of.breaches },
];
