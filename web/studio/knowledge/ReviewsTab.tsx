/** What has to be looked at again: because a quarter is over, or because the rules have changed. */

import { goTo } from "@shared/board";
import { formatDate, today } from "@shared/format";
import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { App, Button, Progress } from "antd";
import { useState } from "react";
import { hashOf } from "../pages";
import { refusal } from "../words";
import type { TabProps } from "./KnowledgePage";
import { ReviewTaskDrawer } from "./ReviewTaskDrawer";

interface DueEntry {
  id: string;
  question: string;
  reviewed_on: string | null;
  review_by: string;
  overdue_days: number;
}

interface Task {
  id: string;
  reason: string;
  due_on: string;
  by: string;
  /** Entries that were not looked at yet. */
  open: { id: string; question: string }[];
  done: number;
  all: number;
}

const COLUMNS: Column<DueEntry>[] = [
  { key: "question", title: "标准问", cell: (entry) => entry.question, by: (entry) => entry.question },
  { key: "reviewed", title: "上次复核", wide: true, cell: (entry) => (entry.reviewed_on ? formatDate(entry.reviewed_on) : "–"), by: (entry) => entry.reviewed_on },
  { key: "by", title: "应在之前", cell: (entry) => formatDate(entry.review_by), by: (entry) => entry.review_by },
  {
    key: "late",
    title: "超期",
    num: true,
    cell: (entry) => (entry.overdue_days > 0 ? <span className="tone-warning">{entry.overdue_days} 天</span> : "–"),
    by: (entry) => entry.overdue_days,
  },
];

export function ReviewsTab({ studio, mayEdit }: TabProps) {
  const [adding, setAdding] = useState(false);
  const read = useReading(() => studio.call<{ due: DueEntry[]; tasks: Task[] }>("GET", "/api/studio/knowledge/reviews"), [studio]);
  return (
    <div className="page-body">
      <Shown read={read}>
        {({ due, tasks }) => (
          <>
            <div className="filters">
              <span className="quiet num">
                {due.length ? `${due.length} 条到期该看` : "没有到期的"}
                {tasks.length ? `，${tasks.length} 项专项复核在做` : ""}
              </span>
              {mayEdit ? (
                <Button type="primary" className="push" onClick={() => setAdding(true)} data-testid="task-new">
                  监管有变化，安排复核
                </Button>
              ) : null}
            </div>
            {tasks.map((task) => (
              <TaskSheet key={task.id} studio={studio} task={task} mayEdit={mayEdit} onDone={read.again} />
            ))}
            {due.length ? (
              <Sheet title="到期复核">
                <Table
                  label="到期复核"
                  testId="due-entries"
                  columns={COLUMNS}
                  rows={due}
                  rowKey={(entry) => entry.id}
                  nothing="没有到期的"
                  onOpen={(entry) => goTo(hashOf("knowledge", "faq", entry.id))}
                />
              </Sheet>
            ) : tasks.length === 0 ? (
              <Nothing title="都复核过了" hint="每条标准问每季度看一遍，到期会出现在这里" />
            ) : null}
            {adding ? <ReviewTaskDrawer studio={studio} onClose={() => setAdding(false)} onKept={read.again} /> : null}
          </>
        )}
      </Shown>
    </div>
  );
}

function TaskSheet({ studio, task, mayEdit, onDone }: Pick<TabProps, "studio" | "mayEdit"> & { task: Task; onDone: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const late = task.due_on < today();
  const done = async (id: string): Promise<void> => {
    setBusy(id);
    try {
      await studio.call("POST", `/api/studio/knowledge/reviews/${encodeURIComponent(task.id)}/done`, { entry_id: id });
      onDone();
    } catch (reason) {
      void message.error(refusal(reason));
    } finally {
      setBusy(null);
    }
  };
  return (
    <Sheet
      title={task.reason}
      acts={
        <span className={late ? "tone-breach num" : "quiet num"}>
          {late ? "已超期，" : ""}
          {formatDate(task.due_on)} 前 · {task.by} 安排
        </span>
      }
    >
      <div className="sheet-body">
        <Progress percent={Math.round((task.done / Math.max(1, task.all)) * 100)} size="small" format={() => `${task.done} / ${task.all}`} />
      </div>
      <ul className="mentions">
        {task.open.map(({ id, question }) => (
          <li key={id} className="task-entry">
            <button type="button" onClick={() => goTo(hashOf("knowledge", "faq", id))}>
              <b>{question}</b>
            </button>
            {mayEdit ? (
              <Button size="small" loading={busy === id} onClick={() => void done(id)}>
                看过了
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
