/** Left: what is to be done, in three groups by when; a row is opened, or done at once. */

import { Button, Checkbox, Segmented, Select } from "antd";
import type { KeyboardEvent } from "react";
import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { useNow } from "../cases/Due";
import type { RequestListed } from "../cases/requestTypes";
import "../cases/worklist.css";
import { supervises } from "../place";
import type { User } from "../types";
import { errorText } from "../words";
import { Figures } from "./Figures";
import type { Tasks, TasksSnapshot } from "./tasks";
import type { Owner, Task, TaskAct, TaskKind } from "./taskTypes";
import { GROUPS, KINDS, NOTHING, OWNERS, dueText, grouped, toneOf } from "./taskWords";

interface Props {
  board: Tasks;
  state: TasksSnapshot;
  user: User;
  onAct: (task: Task, act: TaskAct) => void;
}

export function TaskList({ board, state, user, onAct }: Props) {
  const now = useNow();
  const { rows, callbacks, listError, next, owner, done } = state;
  const nothing = rows?.length === 0 && callbacks.length === 0 ? NOTHING[done ? "done" : owner] : null;
  return (
    <nav className="lists work-list" aria-label="任务" onKeyDown={walk}>
      <div className="list-tools task-tools">
        <Segmented<Owner>
          block
          value={owner}
          aria-label="谁的任务"
          options={(Object.keys(OWNERS) as Owner[]).map((value) => ({ value, label: OWNERS[value] }))}
          onChange={(value) => board.filter({ owner: value })}
        />
        <span className="task-filters">
          <Select<TaskKind | null>
            className="task-kind"
            aria-label="类别"
            allowClear
            placeholder="全部类别"
            value={state.kind ?? undefined}
            options={(Object.keys(KINDS) as TaskKind[]).map((value) => ({ value, label: KINDS[value] }))}
            onChange={(value) => board.filter({ kind: value ?? null })}
          />
          <Checkbox checked={done} data-testid="tasks-done" onChange={() => board.filter({ done: !done })}>
            看办完的
          </Checkbox>
        </span>
      </div>
      {listError && rows ? (
        <div className="stale" role="status">
          下面可能不是最新内容，会自动再读
        </div>
      ) : null}
      <div className="list-rows">
        {rows === null && !listError ? <Loading /> : null}
        {rows === null && listError ? (
          <div className="nothing" role="status">
            <p>{errorText(listError)}</p>
            <Button onClick={board.refresh}>重试</Button>
          </div>
        ) : null}
        {nothing ? (
          <div className="nothing" data-testid="list-empty">
            <p>{nothing[0]}</p>
            <p className="quiet">{nothing[1]}</p>
          </div>
        ) : null}
        {done
          ? rows?.map((task) => <TaskRow key={task.id} {...{ board, state, task, user, now, onAct }} />)
          : grouped(rows ?? [], callbacks, next !== null, now).map(([group, found]) => (
              <section key={group} aria-label={GROUPS[group]} data-testid={`group-${group}`}>
                <h2 className={group === "late" ? "task-group task-group-late" : "task-group"}>
                  {GROUPS[group]} <span className="num">{found.length}</span>
                </h2>
                {found.map((row) =>
                  "task" in row ? (
                    <TaskRow key={row.task.id} {...{ board, state, task: row.task, user, now, onAct }} />
                  ) : (
                    <CallbackRow key={row.callback.no} callback={row.callback} now={now} />
                  ),
                )}
              </section>
            ))}
        {next ? (
          <div className="more">
            <Button onClick={() => void board.more()}>再看一些</Button>
          </div>
        ) : null}
      </div>
      {supervises(user) ? (
        <details className="list-foot task-foot">
          <summary>各类任务办得怎样</summary>
          <Figures board={board} rows={rows} />
        </details>
      ) : null}
    </nav>
  );
}

interface RowProps extends Props {
  task: Task;
  now: number;
}

function TaskRow({ board, state, task, user, now, onAct }: RowProps) {
  const selected = task.id === state.selected;
  const mine = task.owner === user.username;
  return (
    <div className={selected ? "row task-row row-selected" : "row task-row"} data-testid="task-item" data-id={task.id}>
      <button
        type="button"
        className="row-open"
        aria-current={selected || undefined}
        onClick={() => board.select(task.id)}
      >
        <span className="row-top">
          <span className="tag">{KINDS[task.kind]}</span>
          <Due due={task.due_at} doneAt={task.done_at} now={now} />
        </span>
        <span className="task-text">{task.text}</span>
        <span className="row-meta">{mine ? "我的" : (task.owner_name ?? "还没人领")}</span>
      </button>
      {task.done_at ? null : (
        <Button
          className="task-quick"
          size="small"
          aria-label={`办完：${task.text}`}
          data-testid="task-quick"
          onClick={() => onAct(task, "done")}
        >
          ✓
        </Button>
      )}
    </div>
  );
}

/** It is worked on in its own list. */
function CallbackRow({ callback, now }: { callback: RequestListed; now: number }) {
  return (
    <div className="row task-row" data-testid="task-callback">
      <button type="button" className="row-open" onClick={() => goTo(`#requests/callbacks/${callback.no}`)}>
        <span className="row-top">
          <span className="tag">客户要回电</span>
          <Due due={callback.due_at} doneAt={null} now={now} />
        </span>
        <span className="task-text">{callback.title}</span>
        <span className="row-meta num">{[callback.phone, callback.wished, "到待办里办"].filter(Boolean).join(" · ")}</span>
      </button>
    </div>
  );
}

export function Due({ due, doneAt, now }: { due: string; doneAt: string | null; now: number }) {
  if (doneAt) return <span className="chip chip-done num row-due">{formatMoment(doneAt)} 办完</span>;
  return (
    <time className={`chip chip-${toneOf(due, now)} num row-due`} dateTime={due} title={`${formatMoment(due)} 前`}>
      {dueText(due, now)}
    </time>
  );
}

/** Arrows walk from row to row. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const target = event.target as HTMLElement;
  if (!step || !target.classList.contains("row-open")) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(".row-open")];
  const next = rows[rows.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Loading() {
  return (
    <div className="skeleton work-skeleton" role="status" aria-label="正在读取">
      {[1, 2, 3, 4].map((n) => (
        <span key={n}>
          <i />
          <i />
        </span>
      ))}
    </div>
  );
}
