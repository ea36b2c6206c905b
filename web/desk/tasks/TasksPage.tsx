import { Button } from "antd";
import { useState } from "react";
import type { Desk } from "../desk";
import type { User } from "../types";
import { OpenDialog } from "./OpenDialog";
import { TaskDialog } from "./TaskDialog";
import { TaskList } from "./TaskList";
import type { Tasks, TasksSnapshot } from "./tasks";
import type { Task, TaskAct } from "./taskTypes";
import { TaskView } from "./TaskView";
import "@shared/ui/page.css";
import "../cases/complaints.css";
import "../cases/requests.css";
import "./tasks.css";

interface Props {
  desk: Desk;
  board: Tasks;
  state: TasksSnapshot;
  user: User;
}

/** The list and one task side by side, on a phone one at a time. */
export function TasksPage({ desk, board, state, user }: Props) {
  const [opening, setOpening] = useState(false);
  const [acting, setActing] = useState<{ task: Task; act: TaskAct } | null>(null);
  const act = (task: Task, what: TaskAct): void => setActing({ task, act: what });
  return (
    <div className="requests tasks" data-open={state.selected !== null}>
      <header className="page-head request-tabs">
        <h1>任务</h1>
        <Button type="primary" className="push" data-testid="task-new" onClick={() => setOpening(true)}>
          新建任务
        </Button>
      </header>
      <div className="request-panes">
        <TaskList board={board} state={state} user={user} onAct={act} />
        <TaskView desk={desk} board={board} state={state} user={user} onAct={act} />
      </div>
      <OpenDialog desk={desk} board={board} user={user} open={opening} onClose={() => setOpening(false)} />
      <TaskDialog desk={desk} board={board} acting={acting} onClose={() => setActing(null)} />
    </div>
  );
}
