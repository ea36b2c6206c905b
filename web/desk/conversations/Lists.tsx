/** Left: what is offered to me, whom I serve, and who waits, in serving order. Rows have one fixed height, so that news
    moves nothing under the pointer. */

import { App, Button } from "antd";
import { memo, useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { Offers } from "../routing/Offers";
import type { Snapshot } from "../snapshot";
import type { Listed } from "../types";
import { ReplyDue, Waiting } from "./Waiting";
import { channelText, errorText, ownerText, queueText, reasonText, topicText } from "../words";

interface Props {
  desk: Desk;
  state: Snapshot;
  onKeys: () => void;
}

export function Lists({ desk, state, onKeys }: Props) {
  const { queue, mine, others, unread, columns, selected, fit } = state;
  // The open conversation has its own, larger 接入; the rows' buttons stand back then.
  const open = queue?.some((c) => c.conversation_id === selected) ?? false;
  const offered = new Set(
    queue?.filter((c) => c.offered_to && c.offered_to === state.user?.username).map((c) => c.conversation_id),
  );
  const waiting = queue?.filter((c) => !offered.has(c.conversation_id));
  const row = (c: Listed, kind: RowProps["kind"], place?: number) => (
    <Row
      key={c.conversation_id}
      desk={desk}
      c={c}
      kind={kind}
      selected={c.conversation_id === selected}
      open={columns.includes(c.conversation_id)}
      beside={columns.length > 0 && columns.length < fit}
      unread={unread[c.conversation_id] ?? 0}
      place={place}
      quiet={open}
    />
  );
  return (
    <nav className="lists" aria-label="会话列表">
      <Offers desk={desk} state={state} />
      <Section title="我的会话" count={mine?.length}>
        {mine === null ? <Loading /> : mine.length === 0 ? <Empty>还没有接待中的会话</Empty> : null}
        {mine?.map((c, index) => row(c, "mine", index < 9 ? index + 1 : undefined))}
      </Section>
      <Section title="排队" count={waiting?.length}>
        {waiting === undefined ? <Loading /> : waiting.length === 0 ? <Empty>没有人在等</Empty> : null}
        {waiting?.map((c) => row(c, "queue"))}
      </Section>
      {others.length > 0 ? (
        <Section title="其他会话" count={others.length}>
          {others.map((c) => row(c, "other"))}
        </Section>
      ) : null}
      <button type="button" className="keys-button quiet" onClick={onKeys}>
        快捷键 <kbd>?</kbd>
      </button>
    </nav>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: React.ReactNode }) {
  return (
    <section className="section">
      <h2>
        {title} <span className="num quiet">{count ?? ""}</span>
      </h2>
      <div>{children}</div>
    </section>
  );
}

interface RowProps {
  desk: Desk;
  c: Listed;
  kind: "queue" | "mine" | "other";
  selected: boolean;
  /** It is one of the columns. */
  open: boolean;
  /** There is room for one more column. */
  beside: boolean;
  unread: number;
  /** The digit that opens it. */
  place?: number;
  quiet?: boolean;
}

const Row = memo(function Row({ desk, c, kind, selected, open, beside, unread, place, quiet }: RowProps) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const accept = async () => {
    setBusy(true);
    try {
      await desk.accept(c.conversation_id);
    } catch (error) {
      void message.warning(errorText(codeOf(error)));
      setBusy(false);
    }
  };
  const topic = topicText(c);
  const state = selected ? " row-selected" : open ? " row-beside" : "";
  return (
    <div
      className={`row row-${kind}${state}`}
      data-testid={kind === "queue" ? "queue-item" : "conversation-item"}
      data-id={c.conversation_id}
    >
      <button
        type="button"
        className="row-open"
        aria-current={selected || undefined}
        aria-keyshortcuts={place ? `Alt+${place}` : undefined}
        onClick={() => desk.select(c.conversation_id)}
      >
        <span className="row-top">
          <span className="row-topic">{topic}</span>
          {c.priority > 0 ? (
            <span className={c.priority >= 2 ? "tag tag-danger" : "tag tag-warn"}>
              {c.priority >= 2 ? "紧急" : "优先"}
            </span>
          ) : null}
          <span className="row-time num">
            {kind === "queue" ? (
              <Waiting since={c.waiting_since} level={c.level} />
            ) : kind === "mine" ? (
              <ReplyDue due={c.reply_due} level={c.level} />
            ) : (
              ownerText(c.owner)
            )}
          </span>
          {unread > 0 ? (
            <span className="badge num" aria-label={`${unread} 条新消息`}>
              {unread > 99 ? "99+" : unread}
            </span>
          ) : null}
        </span>
        <span className="row-preview">
          {c.preview || reasonText(c.reason) || (kind === "other" ? "还没有消息" : "直接排队")}
        </span>
        <span className="row-meta">
          {[channelText(c.channel), queueText(c.queue), kind === "other" ? (c.agent_name ?? c.agent) : null]
            .filter(Boolean)
            .join(" · ")}
          {place ? <span className="row-place num">Alt+{place}</span> : null}
        </span>
      </button>
      {beside && !open && kind !== "queue" ? (
        <button
          type="button"
          className="row-side"
          aria-label={`并排打开：${topic}`}
          onClick={() => desk.select(c.conversation_id, true)}
        >
          并排
        </button>
      ) : null}
      {kind === "queue" ? (
        <Button
          size="small"
          type="primary"
          ghost
          className="row-accept"
          loading={busy}
          aria-label={`接入：${topic}`}
          data-testid={quiet ? "row-accept" : "accept-button"}
          onClick={() => void accept()}
        >
          接入
        </Button>
      ) : null}
    </div>
  );
});

function Loading() {
  return (
    <div className="skeleton" role="status" aria-label="正在读取">
      <i />
      <i />
    </div>
  );
}

function Empty({ children }: { children: React.ReactNode }) {
  return <p className="empty">{children}</p>;
}
