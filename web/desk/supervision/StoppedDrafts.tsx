/** 合规拦截: what the conduct guard stopped, by rule and by colleague. */

import { formatDate } from "@shared/format";
import { useEffect, useSyncExternalStore } from "react";
import { Shown } from "@shared/ui/PageParts";
import type { Supervision } from "./supervision";
import { guardText } from "./supervisionWords";
import "./supervision.css";

export function StoppedDrafts({ board }: { board: Supervision }) {
  const state = useSyncExternalStore(board.subscribe, board.snapshot);
  useEffect(() => {
    board.look(true);
    return () => board.look(false);
  }, [board]);
  return (
    <Shown read={{ value: state.stopped, error: state.error, again: board.refresh }}>
      {(stopped) => (
        <div className="sheet" data-testid="stopped-drafts">
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
      )}
    </Shown>
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
