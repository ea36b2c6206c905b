import { Tabs } from "antd";
import { RequestList } from "./RequestList";
import { RequestView } from "./RequestView";
import type { Requests, RequestsSnapshot } from "./requests";
import type { RequestKind } from "./requestTypes";
import { KINDS, kindsFor } from "./requestWords";
import type { User } from "../types";
import "./complaints.css";
import "./requests.css";

interface Props {
  board: Requests;
  state: RequestsSnapshot;
  user: User;
}

/** A tab per kind of work; below it the list and one of them side by side, on a phone one at a time. */
export function RequestsPage({ board, state, user }: Props) {
  return (
    <div className="requests" data-open={state.selected !== null}>
      <Tabs
        className="request-tabs"
        activeKey={state.kind}
        onChange={(kind) => board.list(kind as RequestKind)}
        items={kindsFor(user).map((kind) => ({ key: kind, label: <Label state={state} kind={kind} /> }))}
      />
      <div className="request-panes">
        <RequestList board={board} state={state} />
        <RequestView board={board} state={state} user={user} />
      </div>
    </div>
  );
}

function Label({ state, kind }: { state: RequestsSnapshot; kind: RequestKind }) {
  const { waiting = 0, overdue = 0 } = state.counts?.[kind] ?? {};
  return (
    <span className="request-tab" data-testid={`requests-${kind}`}>
      {KINDS[kind]}
      {waiting > 0 ? (
        <span className={overdue > 0 ? "tab-count tab-late num" : "tab-count num"}>
          {waiting}
          {overdue > 0 ? <span className="unseen">，{overdue} 件超时</span> : null}
        </span>
      ) : null}
    </span>
  );
}
