/** 实时看板: queues and agents left, what went wrong right. Legible from across the room; nothing on it jumps. */

import { formatDivider } from "@shared/format";
import { App, Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { goTo } from "@shared/board";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { PageTabs, Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { errorText, queueText } from "../words";
import { Figure } from "./Figure";
import type { SupervisionApi } from "./supervisionApi";
import type { Wall, WallAgent, WallBreach, WallQueue, WallRating } from "./wallTypes";
import { CLOCKS, WALL_TABS, byPresence, percentText, spanText, stateText, totals } from "./wallWords";
import "./wall.css";

const BEAT_MS = 5_000;
const GATHER_MS = 400;

export function WallPage({ desk, api }: { desk: Desk; api: SupervisionApi }) {
  const wall = useReading(() => api.wall(), [api], BEAT_MS);
  const due = useRef<number | undefined>(undefined);
  useEffect(() => {
    // News comes in bursts; the last of one is enough.
    const stop = desk.wallNews.subscribe(() => {
      due.current ??= window.setTimeout(() => {
        due.current = undefined;
        wall.again();
      }, GATHER_MS);
    });
    return () => {
      stop();
      window.clearTimeout(due.current);
      due.current = undefined;
    };
  }, [desk, wall.again]);
  return (
    <>
      <header className="page-head">
        <PageTabs label="看板" active="wall" tabs={WALL_TABS} />
        {wall.value ? <span className="push quiet num">截至 {clockTime(wall.value.at)}</span> : null}
      </header>
      <div className="page-body" data-testid="wall">
        <Shown read={wall}>{(value) => <WallBoard desk={desk} api={api} wall={value} again={wall.again} />}</Shown>
      </div>
    </>
  );
}

const clockTime = (at: string): string =>
  new Date(at).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });

interface BoardProps {
  desk: Desk;
  api: SupervisionApi;
  wall: Wall;
  again: () => void;
}

function WallBoard({ desk, api, wall, again }: BoardProps) {
  const all = totals(wall);
  const open = (id: string): void => {
    desk.select(id);
    goTo("");
  };
  return (
    <>
      <dl className="figures">
        <Figure name="排队" value={all.waiting} />
        <Figure name="最长等待" value={spanText(all.longest_wait_s)} />
        <Figure name="示闲坐席" value={all.ready} more={`/ ${all.here} 在线`} />
        <Figure name="接待中" value={all.held} more={`余 ${all.free_places}`} />
        <Figure name="预警" value={all.warnings} tone={all.warnings > 0 ? "warning" : undefined} />
        <Figure name="超时" value={all.breaches} tone={all.breaches > 0 ? "breach" : undefined} />
      </dl>
      <div className="wall-columns">
        <div className="wall-main">
          <section className="sheet-flush">
            <h2>队列</h2>
            <Table
              label="队列"
              testId="wall-queues"
              columns={QUEUE_COLUMNS}
              rows={wall.queues}
              rowKey={(queue) => queue.code}
              nothing="还没有队列"
            />
          </section>
          <section className="sheet-flush">
            <h2>坐席</h2>
            <Table
              label="坐席"
              testId="wall-agents"
              columns={AGENT_COLUMNS}
              rows={byPresence(wall.agents)}
              rowKey={(agent) => agent.username}
              nothing="现在没有坐席在线"
            />
          </section>
        </div>
        <div className="wall-side">
          <Breaches rows={wall.breaches} onOpen={open} />
          <Ratings rows={wall.ratings} onOpen={open} api={api} again={again} />
        </div>
      </div>
    </>
  );
}

const quietZero = (count: number, tone?: "warning" | "breach"): ReactNode => (
  <span className={count === 0 ? "tone-none" : tone && `tone-${tone}`}>{count}</span>
);

const wait = (queue: WallQueue, seconds: number): ReactNode =>
  queue.waiting > 0 ? spanText(seconds) : <span className="tone-none">–</span>;

const QUEUE_COLUMNS: Column<WallQueue>[] = [
  {
    key: "name",
    title: "队列",
    cell: (queue) => (
      <>
        {queue.name}
        {queue.open ? null : <span className="tag tag-quiet">休息</span>}
      </>
    ),
  },
  { key: "waiting", title: "排队", num: true, cell: (queue) => <b>{quietZero(queue.waiting)}</b> },
  { key: "longest", title: "最长等待", num: true, cell: (queue) => wait(queue, queue.longest_wait_s) },
  { key: "mean", title: "平均等待", num: true, wide: true, cell: (queue) => wait(queue, queue.mean_wait_s) },
  { key: "ready", title: "示闲坐席", num: true, cell: (queue) => quietZero(queue.ready_agents) },
  { key: "held", title: "接待中", num: true, cell: (queue) => quietZero(queue.held) },
  { key: "free", title: "余位", num: true, wide: true, cell: (queue) => quietZero(queue.free_places) },
  { key: "level", title: "服务水平", num: true, cell: (queue) => percentText(queue.service_level) },
  { key: "warnings", title: "预警", num: true, cell: (queue) => quietZero(queue.warnings, "warning") },
  { key: "breaches", title: "超时", num: true, cell: (queue) => quietZero(queue.breaches, "breach") },
];

const AGENT_COLUMNS: Column<WallAgent>[] = [
  { key: "name", title: "坐席", cell: (agent) => agent.name },
  {
    key: "state",
    title: "状态",
    cell: (agent) => (
      <span className={`agent-state agent-state-${agent.here ? agent.state : "away"}`}>{stateText(agent)}</span>
    ),
  },
  { key: "since", title: "起于", num: true, cell: (agent) => (agent.since ? formatDivider(agent.since) : "–") },
  { key: "held", title: "接待", num: true, cell: (agent) => <Held agent={agent} /> },
  { key: "handled", title: "今日结束", num: true, cell: (agent) => quietZero(agent.handled_today) },
  {
    key: "first",
    title: "平均首响",
    num: true,
    wide: true,
    cell: (agent) => spanText(agent.mean_first_reply_s),
  },
];

function Held({ agent: { held, capacity } }: { agent: WallAgent }) {
  const share = Math.min(100, (held / Math.max(1, capacity)) * 100);
  return (
    <span className="held">
      <span className="held-bar" aria-hidden="true">
        <i style={{ width: `${share}%` }} />
      </span>
      {held} / {capacity}
    </span>
  );
}

interface SideProps<Row> {
  rows: Row[];
  onOpen: (conversationId: string) => void;
}

const where = ({ queue, agent_name }: Pick<WallRating, "queue" | "agent_name">): string =>
  [queueText(queue), agent_name].filter(Boolean).join(" · ");

function Breaches({ rows, onOpen }: SideProps<WallBreach>) {
  return (
    <section className="sheet-flush" data-testid="wall-breaches">
      <h2>
        时限
        <span className="push quiet num">{rows.length || ""}</span>
      </h2>
      {rows.length === 0 ? <p className="table-nothing">没有预警和超时</p> : null}
      <ul className="wall-list">
        {rows.map((breach) => (
          <li key={`${breach.conversation_id} ${breach.clock}`} data-id={breach.conversation_id}>
            <button type="button" className="wall-item" onClick={() => onOpen(breach.conversation_id)}>
              <span>
                {CLOCKS[breach.clock]}
                <b className={`num tone-${breach.level}`}>
                  {breach.level === "breach" ? `超 ${spanText(breach.over_s)}` : "将超时"}
                </b>
              </span>
              <span className="quiet">{where(breach)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface RatingsProps extends SideProps<WallRating> {
  api: SupervisionApi;
  again: () => void;
}

function Ratings({ rows, onOpen, api, again }: RatingsProps) {
  const { message } = App.useApp();
  const done = async (rating: WallRating): Promise<void> => {
    try {
      await api.checkRating(rating.conversation_id);
    } catch (error) {
      void message.error(errorText(codeOf(error)));
    } finally {
      again();
    }
  };
  return (
    <section className="sheet-flush" data-testid="wall-ratings">
      <h2>
        差评
        <span className="push quiet num">{rows.length || ""}</span>
      </h2>
      {rows.length === 0 ? <p className="table-nothing">没有待处理的差评</p> : null}
      <ul className="wall-list">
        {rows.map((rating) => (
          <li key={rating.conversation_id} className="wall-rating">
            <button type="button" className="wall-item" onClick={() => onOpen(rating.conversation_id)}>
              <span>
                <b className="tone-warning num">{rating.score} 星</b>
                {rating.recommend === null ? null : <span className="num">推荐 {rating.recommend} / 10</span>}
                <span className="quiet push num">{formatDivider(rating.at)}</span>
              </span>
              {rating.comment ? <q>{rating.comment}</q> : null}
              <span className="quiet">{where(rating)}</span>
            </button>
            <Button size="small" data-testid="rating-checked" onClick={() => void done(rating)}>
              已处理
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
