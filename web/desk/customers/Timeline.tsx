/** What was before, on all channels and in all records: one list, the newest first. */

import { formatDate, formatMoment } from "@shared/format";
import { Button, Spin } from "antd";
import type { Desk } from "../desk";
import { usePages } from "@shared/useReading";
import { channelText, errorText } from "../words";
import "./customers.css";

interface Event {
  at: string;
  kind: string;
  title: string;
  text?: string | null;
  channel?: string | null;
  conversation_id?: string | null;
  number?: string | null;
}

const KINDS: Record<string, string> = {
  policy: "保单",
  due: "缴费",
  report: "报案",
  claim: "理赔",
  complaint: "投诉",
  request: "申请",
  callback: "回电",
  lead: "咨询",
  conversation: "会话",
  handoff: "人工",
  closed: "小结",
  rating: "评价",
};
const PAGE = 30;

/** What is due or begins on a day has no hour. */
const whenOf = (at: string): string => (at.includes("T00:00:00") ? formatDate(at) : formatMoment(at));

interface Props {
  desk: Desk;
  customerNo: string | null;
  /** The conversation that is open anyway. */
  here: string;
}

export function Timeline({ desk, customerNo, here }: Props) {
  const { value, error, busy, next, again, more } = usePages<Event>(
    customerNo === null
      ? null
      : async (before) => {
          const span = before ? `&before=${encodeURIComponent(before)}` : "";
          const found = await desk.call<{ events: Event[]; next: string | null }>(
            "GET",
            `/api/desk/customers/${encodeURIComponent(customerNo)}/timeline?limit=${PAGE}${span}`,
          );
          return { rows: found.events, next: found.next };
        },
    [customerNo],
  );
  if (customerNo === null) return <p className="empty">客户还没有核身，看不到以往的经过</p>;
  return (
    <section className="panel" data-testid="timeline">
      {value?.length === 0 ? <p className="empty">还没有记录</p> : null}
      <ol className="timeline">
        {value?.map((event, index) => (
          <li key={`${event.at}${event.kind}${index}`} data-kind={event.kind}>
            <span className="timeline-at num">
              <time dateTime={event.at}>{whenOf(event.at)}</time>
              <span className="tag tag-plain">{KINDS[event.kind] ?? event.kind}</span>
              {[channelText(event.channel), event.conversation_id === here ? "当前会话" : ""].filter(Boolean).join(" · ")}
            </span>
            <span className="timeline-title">{event.title}</span>
            {event.number ? <span className="quiet num">{event.number}</span> : null}
            {event.text ? <span className="timeline-text">{event.text}</span> : null}
          </li>
        ))}
      </ol>
      {error ? (
        <p className="empty" role="alert">
          {errorText(error)}
          <button type="button" className="text-button" onClick={value ? more : again}>
            重试
          </button>
        </p>
      ) : null}
      {busy ? <Spin size="small" aria-label="正在读取" /> : null}
      {next !== null && !busy && !error ? (
        <Button size="small" type="text" onClick={more}>
          更早的
        </Button>
      ) : null}
    </section>
  );
}
