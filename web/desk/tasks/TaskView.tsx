/** Right: one task, what happened to it, and for its owner the conversation and the customer it is about. */

import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { App, Button, Spin } from "antd";
import { useEffect, useRef, useState } from "react";
import { ReadTranscript } from "../../staff/ReadTranscript";
import { useNow } from "../cases/Due";
import { Fact } from "../conversations/CardSummary";
import type { Desk } from "../desk";
import { hashOf, supervises } from "../place";
import type { CustomerCard, User } from "../types";
import { errorText, queueText } from "../words";
import { Figures } from "./Figures";
import { PhoneAnswer } from "./PhoneAnswer";
import { caseOf } from "./phoneAnswerWords";
import { Due } from "./TaskList";
import type { Tasks, TasksSnapshot } from "./tasks";
import type { Task, TaskAct, TaskDetail } from "./taskTypes";
import { ACTS, KINDS, groupOf, refusal } from "./taskWords";

interface Props {
  desk: Desk;
  board: Tasks;
  state: TasksSnapshot;
  user: User;
  onAct: (task: Task, act: TaskAct) => void;
}

export function TaskView({ desk, board, state, user, onAct }: Props) {
  const { selected, detail, detailError } = state;
  if (selected === null) {
    return (
      <main className="request blank">
        <p>从左侧选一个任务</p>
        <p className="quiet">先到期的在最上面</p>
        {supervises(user) ? <Figures board={board} rows={state.rows} /> : null}
      </main>
    );
  }
  if (!detail) {
    return (
      <main className="request blank" role="status">
        {detailError ? (
          <>
            <p>{detailError === "task_not_found" ? "这个任务已经归别的同事" : errorText(detailError)}</p>
            <div className="blank-actions">
              <Button onClick={() => board.select(null)}>返回列表</Button>
              {detailError === "task_not_found" ? null : <Button onClick={() => void board.look()}>重试</Button>}
            </div>
          </>
        ) : (
          <Spin aria-label="正在读取" />
        )}
      </main>
    );
  }
  return <Open key={selected} desk={desk} board={board} detail={detail} user={user} onAct={onAct} />;
}

interface OpenProps {
  desk: Desk;
  board: Tasks;
  detail: TaskDetail;
  user: User;
  onAct: (task: Task, act: TaskAct) => void;
}

function Open({ desk, board, detail, user, onAct }: OpenProps) {
  const { message } = App.useApp();
  const [taking, setTaking] = useState(false);
  const now = useNow();
  const body = useRef<HTMLDivElement>(null);
  const { task } = detail;
  // The transcript brings its last words into sight, and all around it with them; a task is read from its top.
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0;
  }, []);
  const about = caseOf(task.about);
  const theirs = task.owner === user.username || supervises(user);
  const take = async (): Promise<void> => {
    setTaking(true);
    try {
      await board.act(task.id, "take");
      void message.success("已领取");
    } catch (error) {
      void message.warning(refusal(error));
    } finally {
      setTaking(false);
    }
  };
  return (
    <main className="request" aria-label={task.text} data-testid="task-open">
      <div className="bar">
        <Button className="phone-only" type="text" aria-label="返回列表" onClick={() => board.select(null)}>
          ‹ 列表
        </Button>
        <div className="bar-title">
          <b>{KINDS[task.kind]}</b>
          <span className="quiet">{task.owner_name ? `${task.owner_name}在办` : "还没人领"}</span>
        </div>
        <div className="bar-actions" data-testid="task-actions">
          {task.done_at ? (
            <Button data-testid="act-reopen" onClick={() => onAct(task, "reopen")}>
              重新打开
            </Button>
          ) : (
            <>
              <Button data-testid="act-move" onClick={() => onAct(task, "move")}>
                改期
              </Button>
              <Button data-testid="act-hand-over" onClick={() => onAct(task, "hand-over")}>
                转交
              </Button>
              {task.owner === null ? (
                <Button type="primary" loading={taking} data-testid="act-take" onClick={() => void take()}>
                  我来办
                </Button>
              ) : (
                <Button type="primary" data-testid="act-done" onClick={() => onAct(task, "done")}>
                  办完了
                </Button>
              )}
            </>
          )}
        </div>
      </div>
      <div className="request-body" ref={body}>
        <section className="panel task-panel">
          <p className="task-words">{task.text}</p>
          <dl className="facts">
            <Fact
              name="最晚"
              value={
                <>
                  {formatMoment(task.due_at)}{" "}
                  {groupOf(task.due_at, now) === "late" || task.done_at ? (
                    <Due due={task.due_at} doneAt={task.done_at} now={now} />
                  ) : null}
                </>
              }
            />
            <Fact name="定期" value={task.repeat_days ? `办完后每 ${task.repeat_days} 天一次` : null} />
            <Fact name="技能组" value={task.queue && queueText(task.queue)} />
            <Fact name="关于" value={aboutText(task.about)} />
            <Fact name="结果" value={task.result} />
          </dl>
        </section>
        {detail.customer ? <Customer board={board} task={task} card={detail.customer} /> : null}
        {about && theirs ? <PhoneAnswer desk={desk} {...about} /> : null}
        {detail.conversation_id ? (
          <section className="panel task-panel">
            <h2>当时的会话</h2>
            <ReadTranscript messages={detail.transcript} at={detail.transcript.at(-1)?.seq} />
            <Button onClick={() => goTo(hashOf("conversations", detail.conversation_id ?? ""))}>打开会话</Button>
          </section>
        ) : !theirs && task.about ? (
          <p className="asked">领取后可以看到会话和客户资料。</p>
        ) : null}
        <section className="panel task-panel">
          <h2>经过</h2>
          <ol className="task-steps" data-testid="task-steps">
            {detail.steps.map((step) => (
              <li key={`${step.at}${step.act}`}>
                <span className="quiet num">{formatMoment(step.at)}</span> {step.by} {ACTS[step.act] ?? step.act}
                {step.act === "handed_over" ? `给${step.owner_name ?? "没人领"}` : ""}
                {step.act === "moved" ? `到 ${formatMoment(step.due_at)}` : ""}
                {step.note ? <span className="quiet">：{step.note}</span> : null}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </main>
  );
}

/** The number is needed for the call; the look is on the audit trail, so it is taken on a click alone. */
function Customer({ board, task, card }: { board: Tasks; task: Task; card: CustomerCard }) {
  const { message } = App.useApp();
  const [phone, setPhone] = useState<string | null>(null);
  const look = async (): Promise<void> => {
    try {
      setPhone((await board.contact(task.id)).phone);
    } catch (error) {
      void message.warning(refusal(error));
    }
  };
  return (
    <section className="panel task-panel" data-testid="task-customer">
      <h2>{card.name}</h2>
      <dl className="facts">
        <Fact name="客户号" value={card.customer_no} />
        <Fact
          name="手机"
          value={
            <>
              {phone ?? card.phone}{" "}
              {phone === null ? (
                <Button type="link" size="small" data-testid="task-phone" onClick={() => void look()}>
                  看完整号码
                </Button>
              ) : null}
            </>
          }
        />
        <Fact name="保单" value={card.policies?.map((each) => `${each.product} ${each.policy_no}`).join("，")} />
      </dl>
    </section>
  );
}

const NOUNS: Record<string, string> = { customer: "客户", claim: "理赔", complaint: "投诉", review: "质检" };

/** A conversation is shown itself; its number says nothing to people. */
function aboutText(about: string | null): string | null {
  const [noun = "", number = ""] = about?.split(":") ?? [];
  return noun in NOUNS ? `${NOUNS[noun]} ${number}` : null;
}
