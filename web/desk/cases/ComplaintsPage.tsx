import { useState } from "react";
import { ComplaintExport } from "./ComplaintExport";
import { ComplaintList } from "./ComplaintList";
import type { Complaints, ComplaintsSnapshot } from "./complaints";
import { ComplaintView } from "./ComplaintView";
import type { Desk } from "../desk";
import type { User } from "../types";
import "./complaints.css";

interface Props {
  desk: Desk;
  board: Complaints;
  state: ComplaintsSnapshot;
  user: User;
}

/** The list and one complaint side by side; on a phone one of them at a time. */
export function ComplaintsPage({ desk, board, state, user }: Props) {
  const [exporting, setExporting] = useState(false);
  const senior = user.role === "supervisor" || user.role === "admin";
  return (
    <div className="complaints" data-open={state.selected !== null}>
      <ComplaintList board={board} state={state} onExport={senior ? () => setExporting(true) : undefined} />
      <ComplaintView desk={desk} board={board} state={state} user={user} />
      <ComplaintExport board={board} open={exporting} onClose={() => setExporting(false)} />
    </div>
  );
}
