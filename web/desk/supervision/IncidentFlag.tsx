import { useSyncExternalStore } from "react";
import { goTo } from "@shared/board";
import { hashOf } from "../place";
import type { Supervision } from "./supervision";
import "./supervision.css";

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
      onClick={() => goTo(hashOf("administration", "incidents"))}
    >
      应急中
    </button>
  );
}
