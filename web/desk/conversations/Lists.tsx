/** Left: who waits, in serving order, and whom I serve. Rows have one fixed height, so that news moves nothing. */

import { App, Button } from "antd";
import { memo, useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import type { Snapshot } from "../snapshot";
import type { Listed } from "../types";
import { Waiting } from "./Waiting";
import { channelText, errorText, ownerText, queueText, reasonText, topicText } from "../words";

export function Lists({ desk, state }: { desk: Desk; state: Snapshot }) {
  const { queue, mine, others, unread, selected } = state;
  // The open conversation has its own, larger 接入; the rows' buttons stand back then.
  const open = queue?.some((c) => c.conversation_id === selected) ?? false;
  return (
    <nav className="lists" aria-label="会话列表">
      <Section title="我的会话" count={mine?.length}>
        {mine === null ? <Loading /> : mine.length === 0 ? <Empty>还没有接待中的会话</Empty> : null}
        {mine?.map((c) => (
          <Row
            key={c.conversation_id}
            desk={desk}
            c={c}
            kind="mine"
            selected={c.conversation_id === selected}
            unread={unread[c.conversation_id] ?? 0}
          />
        ))}
      </Section>
      <Section title="排队" count={queue?.length}>
        {queue === null ? <Loading /> : queue.length === 0 ? <Empty>没有人在等</Empty> : null}
        {queue?.map((c) => (
          <Row
            key={c.conversation_id}
            desk={desk}
            c={c}
            kind="queue"
            selected={c.conversation_id === selected}
            unread={0}
            quiet={open}
          />
        ))}
      </Section>
      {others.length > 0 ? (
        <Section title="其他会话" count={others.length}>
          {others.map((c) => (
            <Row
              key={c.conversation_id}
              desk={desk}
              c={c}
              kind="other"
              selected={c.conversation_id === selected}
              unread={0}
            />
          ))}
        </Section>
      ) : null}
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
  unread: number;
  quiet?: boolean;
}

const Row = memo(function Row({ desk, c, kind, selected, unread, quiet }: RowProps) {
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
  return (
    <div
      className={`row row-${kind}${selected ? " row-selected" : ""}`}
      data-testid={kind === "queue" ? "queue-item" : "conversation-item"}
      data-id={c.conversation_id}
    >
      <button
        type="button"
        className="row-open"
        aria-current={selected || undefined}
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
              <Waiting since={c.waiting_since} />
            ) : kind === "other" ? (
              ownerText(c.owner)
            ) : null}
          </span>
          {unread > 0 ? (
            <span className="badge num" aria-label={`${unread} 条新消息`}>
              {unread > 99 ? "99+" : unread}
            </span>
          ) : null}
        </span>
        <span className="row-preview">{c.preview || reasonText(c.reason) || (kind === "other" ? "还没有消息" : "直接排队")}</span>
        <span className="row-meta">
          {[channelText(c.channel), queueText(c.queue), kind === "other" ? c.agent : null]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
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
