/** 队列: when it is served, how conversations are offered, what overflows whither, and the limits. */

import { Alert, Form, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import type { AdministrationApi } from "./administrationApi";
import type { QueueChange, QueueSettings, Span } from "./administrationTypes";
import { hoursProblem, hoursText, limitText } from "./administrationWords";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { HoursEdit, Seconds } from "./QueueFields";

export function QueuesPage({ api }: { api: AdministrationApi }) {
  const queues = useReading(() => api.queues(), [api]);
  const [open, setOpen] = useState<QueueSettings | null>(null);
  return (
    <Shown read={queues}>
      {(found) => (
        <>
          <section className="sheet-flush">
            <Table
              label="队列"
              testId="queues"
              columns={columnsFor(found)}
              rows={found}
              rowKey={(queue) => queue.code}
              nothing="还没有队列"
              onOpen={setOpen}
            />
          </section>
          {open ? (
            <QueueDrawer
              key={open.code}
              api={api}
              queue={open}
              others={found.filter((queue) => queue.code !== open.code)}
              onClose={() => setOpen(null)}
              onKept={queues.again}
            />
          ) : null}
        </>
      )}
    </Shown>
  );
}

function columnsFor(all: QueueSettings[]): Column<QueueSettings>[] {
  const names = new Map(all.map((queue) => [queue.code, queue.name]));
  return [
    { key: "name", title: "队列", cell: (queue) => queue.name },
    {
      key: "open",
      title: "现在",
      cell: (queue) => (queue.open ? "开放" : <span className="tone-none">休息</span>),
    },
    { key: "hours", title: "服务时间", cell: (queue) => hoursText(queue) },
    { key: "first", title: "首次响应", num: true, cell: (queue) => limitText(queue.first_response_s) },
    { key: "reply", title: "回复", num: true, cell: (queue) => limitText(queue.reply_s) },
    { key: "resolution", title: "办结", num: true, cell: (queue) => limitText(queue.resolution_s) },
    { key: "warn", title: "预警", num: true, wide: true, cell: (queue) => `${queue.warn_at_percent}%` },
    {
      key: "overflow",
      title: "溢出",
      wide: true,
      cell: ({ overflow_to: to, overflow_after_s: after }) =>
        to && after !== null ? (
          `${limitText(after)}后到${names.get(to) ?? to}`
        ) : (
          <span className="tone-none">不溢出</span>
        ),
    },
  ];
}

interface DrawerProps {
  api: AdministrationApi;
  queue: QueueSettings;
  others: QueueSettings[];
  onClose: () => void;
  onKept: () => void;
}

type Opening = "own" | "always" | "house";

function QueueDrawer({ api, queue, others, onClose, onKept }: DrawerProps) {
  const before: Opening = queue.always_open ? "always" : "own";
  const [opening, setOpening] = useState<Opening>(before);
  const [hours, setHours] = useState<Span[]>(queue.hours);
  const [limits, setLimits] = useState(queue);
  const problem = opening === "own" ? hoursProblem(hours) : null;
  const set = (change: Partial<QueueSettings>): void => setLimits((before) => ({ ...before, ...change }));

  const keep = async (): Promise<void> => {
    const { overflow_to: to, overflow_after_s: after, first_response_s, reply_s, resolution_s } = limits;
    const times: QueueChange =
      opening === "always"
        ? { always_open: true }
        : { always_open: false, hours: opening === "own" ? hours : null };
    // Hours of the house stay hours of the house where nobody touched them.
    const touched = opening !== before || hours !== queue.hours;
    await api.changeQueue(queue.code, {
      ...(touched && times),
      overflow_to: to,
      overflow_after_s: to ? (after ?? 0) : null,
      offer_s: limits.offer_s,
      age_every_s: limits.age_every_s,
      first_response_s,
      reply_s,
      resolution_s,
      warn_at_percent: limits.warn_at_percent,
    });
    onKept();
  };
  return (
    <EditDrawer title={queue.name} onClose={onClose} onKeep={keep} disabled={problem !== null}>
      <Form layout="vertical">
        <Form.Item label="服务时间">
          <Radio.Group
            optionType="button"
            value={opening}
            onChange={(event) => setOpening(event.target.value as Opening)}
            options={[
              { value: "own", label: "按时段" },
              { value: "always", label: "全天" },
              { value: "house", label: "同公司" },
            ]}
          />
          {opening === "own" ? <HoursEdit hours={hours} onChange={setHours} /> : null}
          {opening === "house" ? <p className="hint">保存后按公司统一的服务时间。</p> : null}
          {problem ? <Alert className="hours-problem" type="warning" message={problem} role="alert" /> : null}
        </Form.Item>
        <h3 className="form-part">时限（只算服务时间内）</h3>
        <div className="form-grid">
          <Seconds label="首次响应" value={limits.first_response_s} min={5} onChange={(s) => set({ first_response_s: s })} />
          <Seconds label="回复" value={limits.reply_s} min={5} onChange={(s) => set({ reply_s: s })} />
          <Seconds label="办结" value={limits.resolution_s} min={5} onChange={(s) => set({ resolution_s: s })} />
          <Form.Item label="到百分之几预警">
            <InputNumber
              min={1}
              max={100}
              suffix="%"
              value={limits.warn_at_percent}
              onChange={(percent) => set({ warn_at_percent: percent ?? 80 })}
            />
          </Form.Item>
        </div>
        <h3 className="form-part">派单</h3>
        <div className="form-grid">
          <Seconds label="多久没接就给下一位" value={limits.offer_s} min={5} max={600} onChange={(s) => set({ offer_s: s })} />
          <Seconds label="每等多久提一级优先" value={limits.age_every_s} min={10} max={86_400} onChange={(s) => set({ age_every_s: s })} />
          <Form.Item label="溢出到">
            <Select
              allowClear
              placeholder="不溢出"
              value={limits.overflow_to ?? undefined}
              options={others.map(({ code, name }) => ({ value: code, label: name }))}
              onChange={(to: string | undefined) =>
                set({ overflow_to: to ?? null, overflow_after_s: limits.overflow_after_s ?? 300 })
              }
            />
          </Form.Item>
          {limits.overflow_to ? (
            <Seconds
              label="等多久后溢出"
              value={limits.overflow_after_s ?? 300}
              min={0}
              max={86_400}
              onChange={(s) => set({ overflow_after_s: s })}
            />
          ) : null}
        </div>
      </Form>
    </EditDrawer>
  );
}
