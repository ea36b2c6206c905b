/** For supervisors: incidents, and what the conduct guard stopped. */

import { formatDate } from "@shared/format";
import { Button, Drawer, Spin, Tabs } from "antd";
import { useState, useSyncExternalStore } from "react";
import { IncidentForm } from "./IncidentForm";
import { IncidentCard } from "./Incidents";
import type { Supervision, SupervisionSnapshot } from "./supervision";
import { guardText } from "./supervisionWords";
import { errorText } from "../words";
import "./supervision.css";

export function SupervisionDrawer({ board }: { board: Supervision }) {
  const state = useSyncExternalStore(board.subscribe, board.snapshot);
  // Not destroyed while hidden: Escape at the wrong moment must not cost what was typed.
  return (
    <Drawer
      title="应急与合规"
      open={state.shown}
      onClose={() => board.show(false)}
      width="min(640px, 100vw)"
      closable={{ "aria-label": "关闭" }}
    >
      {state.error && state.incidents ? (
        <p className="stale" role="status">
          {errorText(state.error)}，下面可能不是最新内容
        </p>
      ) : null}
      <Tabs
        items={[
          { key: "incidents", label: "突发事件", children: <Incidents board={board} state={state} /> },
          { key: "conduct", label: "合规拦截", children: <StoppedDrafts board={board} state={state} /> },
        ]}
      />
    </Drawer>
  );
}

/** In the header while something is in force. */
export function IncidentFlag({ board }: { board: Supervision }) {
  const { incidents } = useSyncExternalStore(board.subscribe, board.snapshot);
  const running = incidents?.filter((incident) => incident.in_force) ?? [];
  if (running.length === 0) return null;
  return (
    <button
      type="button"
      className="incident-flag"
      data-testid="incident-flag"
      title={running.map((incident) => incident.title).join("、")}
      onClick={() => board.show(true)}
    >
      应急中
    </button>
  );
}

function Incidents({ board, state }: { board: Supervision; state: SupervisionSnapshot }) {
  const [adding, setAdding] = useState(false);
  const { incidents, choices } = state;
  if (incidents === null) return <Unread board={board} error={state.error} />;
  const open = incidents.filter((incident) => incident.status !== "closed");
  const closed = incidents.filter((incident) => incident.status === "closed");
  return (
    <div className="incidents">
      {adding ? (
        <IncidentForm board={board} choices={choices} onDone={() => setAdding(false)} />
      ) : (
        <Button type="primary" data-testid="incident-new" onClick={() => setAdding(true)}>
          新的突发事件
        </Button>
      )}
      {open.length === 0 && !adding ? <p className="empty">现在没有突发事件</p> : null}
      {open.map((incident) => (
        <IncidentCard key={incident.id} board={board} incident={incident} choices={choices} />
      ))}
      {closed.length > 0 ? <h2>以往</h2> : null}
      {closed.map((incident) => (
        <IncidentCard key={incident.id} board={board} incident={incident} choices={choices} />
      ))}
    </div>
  );
}

function Unread({ board, error }: { board: Supervision; error: string | null }) {
  if (!error) return <Spin aria-label="正在读取" />;
  return (
    <div className="nothing" role="status">
      <p>{errorText(error)}</p>
      <Button onClick={() => board.show(true)}>重试</Button>
    </div>
  );
}

function StoppedDrafts({ board, state }: { board: Supervision; state: SupervisionSnapshot }) {
  const { stopped } = state;
  if (stopped === null) return <Unread board={board} error={state.error} />;
  return (
    <div data-testid="stopped-drafts">
      <p>
        {formatDate(stopped.since)}以来，坐席有 <b className="num">{stopped.total}</b> 条回复在发出前被拦下。
        <span className="quiet">只记规则和次数，不留原话。</span>
      </p>
      {stopped.total > 0 ? (
        <div className="stopped">
          <Counts
            title="按规则"
            counts={Object.entries(stopped.by_guard).map(([guard, count]) => [guardText(guard), count])}
          />
          <Counts title="按坐席" counts={stopped.by_staff.map(({ name, count }) => [name, count])} />
        </div>
      ) : null}
    </div>
  );
}

function Counts({ title, counts }: { title: string; counts: [name: string, count: number][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className="num">
        {counts.map(([name, count], place) => (
          <div key={place}>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
