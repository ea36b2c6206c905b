/** Right: one complaint. What is owed by when, what was said, what was done, and what may be done now. */

import { formatMoment } from "@shared/format";
import { App, Button, Dropdown, Spin } from "antd";
import { useEffect, useState } from "react";
import { Fact } from "../conversations/CardSummary";
import { ComplaintDialog } from "./ComplaintDialog";
import type { Complaints, ComplaintsSnapshot } from "./complaints";
import type { ComplaintDetail, ComplaintEvent, Duty, Step, StepBody } from "./complaintTypes";
import {
  DUTIES,
  ENDED_EARLY,
  EVENTS,
  RUNGS,
  SIX_STEPS,
  STEPS,
  STEP_OF,
  URGENCIES,
  buttonOf,
  dueText,
  inOrder,
  leftText,
  pendingExtension,
  refusal,
  toneOf,
} from "./complaintWords";
import type { Desk } from "../desk";
import { useNow } from "./Due";
import type { User } from "../types";
import { categoryText, channelText, errorText, statusText } from "../words";

/** How many steps beside the first are buttons of their own where there is room. */
const BUTTONS = 3;

interface Props {
  desk: Desk;
  board: Complaints;
  state: ComplaintsSnapshot;
  user: User;
}

export function ComplaintView({ desk, board, state, user }: Props) {
  const { selected, detail, detailError } = state;
  if (selected === null) {
    return (
      <main className="complaint blank">
        <p>从左侧选择一件投诉</p>
        <p className="quiet">按期限先后排列，最急的在最上面</p>
      </main>
    );
  }
  if (detail === null) {
    return (
      <main className="complaint blank" role="status">
        {detailError ? (
          <>
            <p>{errorText(detailError)}</p>
            <div className="blank-actions">
              <Button onClick={() => board.select(null)}>返回列表</Button>
              {detailError === "record_not_found" ? null : <Button onClick={board.refresh}>重试</Button>}
            </div>
          </>
        ) : (
          <Spin aria-label="正在读取投诉" />
        )}
      </main>
    );
  }
  return <Open key={selected} desk={desk} board={board} detail={detail} error={detailError} user={user} />;
}

interface OpenProps {
  desk: Desk;
  board: Complaints;
  detail: ComplaintDetail;
  error: string | null;
  user: User;
}

function Open({ desk, board, detail, error, user }: OpenProps) {
  const { message } = App.useApp();
  // The complaint as it was when the dialog opened: news may be read behind it, and the step is not taken on those.
  const [taking, setTaking] = useState<{ step: Step; seen: ComplaintDetail } | null>(null);
  const now = useNow();
  const [first, rest] = inOrder(detail);
  const asked = pendingExtension(detail);
  const begin = (step: Step): void => setTaking({ step, seen: detail });
  const take = async (seen: ComplaintDetail, step: Step, body: StepBody): Promise<void> => {
    try {
      await board.take(seen, step, body);
    } catch (error) {
      setTaking((open) => open && { step, seen: board.snapshot().detail ?? seen });
      throw error;
    }
    setTaking(null);
    void message.success(STEPS[step].done);
  };
  return (
    <main className="complaint" aria-label="投诉">
      <div className="bar">
        <Button className="phone-only" type="text" aria-label="返回列表" onClick={() => board.select(null)}>
          ‹ 列表
        </Button>
        <div className="bar-title">
          <b className="num">
            {categoryText(detail.category)}投诉 · {statusText("complaint", detail.status)}
          </b>
          <span className="quiet num">{detail.receipt_no}</span>
        </div>
        <div className="bar-actions" data-testid="complaint-actions">
          {rest.slice(0, BUTTONS).map((key) => (
            <Button key={key} className="step-wide" danger={STEPS[key].danger} onClick={() => begin(key)}>
              {buttonOf(key, detail)}
            </Button>
          ))}
          {rest.length > 0 ? (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: rest.map((key, place) => ({
                  key,
                  label: buttonOf(key, detail),
                  danger: STEPS[key].danger,
                  // Beside the menu already, where there is room.
                  className: place < BUTTONS ? "step-shown" : undefined,
                })),
                onClick: ({ key }) => begin(key as Step),
              }}
            >
              <Button
                className={rest.length > BUTTONS ? "steps-all" : "steps-all steps-few"}
                data-testid="more-steps"
              >
                其他步骤
              </Button>
            </Dropdown>
          ) : null}
          {first ? (
            <Button type="primary" data-testid={`step-${first}`} onClick={() => begin(first)}>
              {buttonOf(first, detail)}
            </Button>
          ) : null}
        </div>
      </div>
      {error ? (
        <div className="stale" role="status">
          {errorText(error)}，下面可能不是最新内容
        </div>
      ) : null}
      <div className="complaint-body">
        <div className="complaint-main">
          <SixSteps status={detail.status} />
          {asked ? (
            <p className="asked" role="status">
              {asked.by_name}申请延期，等主管批准：{asked.note}
            </p>
          ) : null}
          <Clocks duties={detail.duties} now={now} />
          <Words detail={detail} />
          <Outcome detail={detail} />
          <History events={detail.events} />
        </div>
        <aside className="complaint-side" aria-label="责任人与投诉人">
          <People board={board} detail={detail} onError={(reason) => void message.warning(refusal(reason))} />
        </aside>
      </div>
      <ComplaintDialog
        step={taking?.step ?? null}
        detail={taking?.seen ?? detail}
        user={user}
        desk={desk}
        onClose={() => setTaking(null)}
        onTake={take}
      />
    </main>
  );
}

function SixSteps({ status }: { status: string }) {
  const early = ENDED_EARLY.has(status);
  const at = STEP_OF[status] ?? 0;
  return (
    <ol className={early ? "six six-early" : "six"} aria-label="办理步骤">
      {SIX_STEPS.map((name, index) => (
        <li
          key={name}
          className={!early && index < at ? "six-done" : !early && index === at ? "six-now" : undefined}
          aria-current={!early && index === at ? "step" : undefined}
        >
          {name}
        </li>
      ))}
    </ol>
  );
}

function Clocks({ duties, now }: { duties: Duty[]; now: number }) {
  return (
    <ul className="deadlines" aria-label="各项期限">
      {duties.map((duty) => {
        const tone = toneOf(duty, now);
        return (
          <li key={duty.code} className={`deadline deadline-${duty.done_at ? "done" : tone}`}>
            <span className="deadline-name">{DUTIES[duty.code]}</span>
            <b className="num">{duty.done_at ? (duty.overdue ? "已完成，超时" : "已完成") : leftText(duty, now)}</b>
            <span className="quiet num">
              {duty.done_at ? formatMoment(duty.done_at) : `${dueText(duty)}前`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Words({ detail }: { detail: ComplaintDetail }) {
  return (
    <section className="sheet" data-testid="complaint-words">
      <h2>客户的原话</h2>
      <blockquote>{detail.detail}</blockquote>
      <dl className="facts">
        <Fact name="诉求" value={detail.demand || "没有说"} />
        <Fact name="投诉对象" value={detail.target} />
      </dl>
    </section>
  );
}

function Outcome({ detail }: { detail: ComplaintDetail }) {
  const { decision, corrective_action, apology, satisfied } = detail;
  if (!decision && !corrective_action) return null;
  return (
    <section className="sheet">
      <h2>处理结果</h2>
      <dl className="facts">
        <Fact name="处理决定" value={decision} />
        <Fact name="改进措施" value={corrective_action} />
        <Fact name="致歉" value={apology} />
        <Fact name="客户意见" value={satisfied === null ? null : satisfied ? "满意" : "不满意"} />
      </dl>
    </section>
  );
}

function History({ events }: { events: ComplaintEvent[] }) {
  return (
    <section className="sheet">
      <h2>经过</h2>
      <ol className="course" data-testid="complaint-history">
        {[...events].reverse().map((event, index) => (
          <li key={`${event.at}${event.what}${events.length - index}`}>
            <div className="course-head">
              <b>{EVENTS[event.what] ?? event.what}</b>
              <span className="quiet num">
                {event.by === "customer" ? "客户" : event.by_name} · {formatMoment(event.at)}
              </span>
            </div>
            {event.public_note ? (
              <p className="course-told">
                <span className="quiet">告诉客户</span>
                {event.public_note}
              </p>
            ) : null}
            {event.note ? (
              <p className="note">
                <span className="quiet">内部</span>
                {event.note}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface PeopleProps {
  board: Complaints;
  detail: ComplaintDetail;
  onError: (reason: unknown) => void;
}

function People({ board, detail, onError }: PeopleProps) {
  const urgent = detail.urgencies.map((code) => URGENCIES[code] ?? code).join("、");
  return (
    <>
      <section className="panel">
        <h2>责任人</h2>
        {detail.owner_name ? (
          <p className="owner">{detail.owner_name}</p>
        ) : (
          <p className="owner quiet">登记时确定</p>
        )}
        <dl className="facts">
          <Fact name="已升级到" value={detail.rung && detail.rung !== "owner" ? RUNGS[detail.rung] : null} />
          <Fact name="紧急" value={urgent ? <span className="urgent">{urgent}</span> : null} />
        </dl>
      </section>
      <section className="panel">
        <h2>投诉人</h2>
        <dl className="facts">
          <Fact name="姓名" value={detail.complainant ?? "没有核身"} />
          <Fact name="客户号" value={detail.customer_no} />
          <Fact
            name="电话"
            value={detail.contact ? <Contact board={board} detail={detail} onError={onError} /> : "没有留"}
          />
          <Fact name="渠道" value={channelText(detail.channel)} />
          <Fact name="收到" value={formatMoment(detail.received_at)} />
        </dl>
      </section>
    </>
  );
}

/** The whole number on a click: the click is audited. */
function Contact({ board, detail, onError }: PeopleProps) {
  const [whole, setWhole] = useState<string | null>(null);
  useEffect(() => setWhole(null), [detail.receipt_no]);
  if (whole) return <span data-testid="contact">{whole}</span>;
  return (
    <>
      {detail.contact}{" "}
      <button
        type="button"
        className="text-button"
        data-testid="show-contact"
        title="查看会留下记录"
        onClick={() => board.contact(detail.receipt_no).then(setWhole, onError)}
      >
        查看
      </button>
    </>
  );
}
