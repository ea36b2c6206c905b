/** 应急: incidents, what is in force first. */

import { Button } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Shown } from "@shared/ui/PageParts";
import { IncidentForm } from "./IncidentForm";
import { IncidentCard } from "./Incidents";
import type { Supervision } from "./supervision";
import type { Choices, Incident } from "./supervisionTypes";
import "./supervision.css";

export function IncidentsPage({ board }: { board: Supervision }) {
  const state = useSyncExternalStore(board.subscribe, board.snapshot);
  useEffect(() => board.choose(), [board]);
  return (
    <Shown read={{ value: state.incidents, error: state.error, again: board.refresh }}>
      {(incidents) => <Incidents board={board} incidents={incidents} choices={state.choices} />}
    </Shown>
  );
}

interface Props {
  board: Supervision;
  incidents: Incident[];
  choices: Choices | null;
}

function Incidents({ board, incidents, choices }: Props) {
  const [adding, setAdding] = useState(false);
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
      {open.length === 0 && !adding ? <p className="quiet">现在没有突发事件</p> : null}
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
