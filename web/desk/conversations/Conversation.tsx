/** One column: the transcript of a conversation, what may be done with it, and the composer while one may write. */

import { App, Button, Spin } from "antd";
import { useState, useSyncExternalStore } from "react";
import { ConductNotice, Warnings } from "../assist/Conduct";
import { MoodTag } from "../assist/Mood";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import type { Snapshot } from "../snapshot";
import { GONE, NOT_YOURS, channelText, errorText, ownerText, queueText, topicText } from "../words";
import { CloseDialog } from "./CloseDialog";
import { Composer, type Voice } from "./Composer";
import { JoinActs } from "./JoinActs";
import type { Room, RoomSnapshot } from "./room";
import { Transcript } from "./Transcript";
import { TransferDialog } from "./TransferDialog";
import { PromiseLine } from "../tasks/PromiseLine";
import { ReplyDue, Waiting } from "./Waiting";

interface Props {
  desk: Desk;
  state: Snapshot;
  id: string;
  active: boolean;
  /** Several stand side by side. */
  several: boolean;
  onSide: () => void;
}

export function Conversation(props: Props) {
  const { desk, id } = props;
  const room = desk.room(id);
  const open = useSyncExternalStore(room.subscribe, room.snapshot);
  if (open.detail) return <Open {...props} room={room} open={open} detail={open.detail} />;
  return (
    <section className="conversation blank" role="status">
      {open.error ? (
        <>
          <p>{open.error === "forbidden" ? (open.known ? GONE : NOT_YOURS) : errorText(open.error)}</p>
          <div className="blank-actions">
            <Button onClick={() => desk.shut(id)}>返回列表</Button>
            {open.error === "network" || open.error === "internal" ? (
              <Button onClick={() => void room.read()}>重试</Button>
            ) : null}
          </div>
        </>
      ) : (
        <Spin aria-label="正在读取会话" />
      )}
    </section>
  );
}

interface OpenProps extends Props {
  room: Room;
  open: RoomSnapshot;
  detail: NonNullable<RoomSnapshot["detail"]>;
}

function Open({ desk, state, id, active, several, onSide, room, open, detail }: OpenProps) {
  const { message } = App.useApp();
  const [dialog, setDialog] = useState<"transfer" | "close" | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const { user } = state;
  const listed = [...(state.queue ?? []), ...(state.mine ?? [])].find((c) => c.conversation_id === id);
  const waiting = detail.owner === "queue";
  const mine = detail.owner === "agent" && (!detail.agent || detail.agent === user?.username);
  const joined = detail.joined?.find((each) => each.username === user?.username);
  const voice: Voice | null = mine ? "customer" : joined?.mode === "whisper" ? "whisper" : joined ? "staff" : null;
  // What the conduct guard stopped is mended at the composer.
  const stopped = open.outgoing.find((each) => each.code === "conduct");

  /** Runs one action; the reason it failed is said, and what changed meanwhile is read anew. */
  const act = async (name: string, done: string | null, call: () => Promise<unknown>): Promise<boolean> => {
    setBusy(name);
    try {
      await call();
      if (done) void message.success(done);
      return true;
    } catch (error) {
      void message.warning(errorText(codeOf(error)));
      return false;
    } finally {
      setBusy(null);
    }
  };

  return (
    <section
      className={active && several ? "conversation conversation-active" : "conversation"}
      aria-label={`会话：${topicText(detail)}`}
      data-testid="conversation"
      data-id={id}
      onFocusCapture={() => active || desk.select(id)}
      onMouseDownCapture={() => active || desk.select(id)}
    >
      <div className="bar">
        <Button className="phone-only" type="text" aria-label="返回列表" onClick={() => desk.shut(id)}>
          ‹ 列表
        </Button>
        <div className="bar-title">
          <span className="bar-name">
            <b>{topicText(detail)}</b>
            <MoodTag mood={open.assist?.mood} />
          </span>
          <span className="quiet num">
            {[channelText(detail.channel), mine ? queueText(detail.queue) : ownerText(detail.owner)]
              .filter(Boolean)
              .join(" · ")}{" "}
            {waiting ? <Waiting since={detail.waiting_since} level={detail.level} /> : null}
            {mine ? <ReplyDue due={listed?.reply_due} level={listed?.level} /> : null}
          </span>
        </div>
        <div className="bar-actions">
          <Button className="side-only" onClick={onSide} data-testid="side-button">
            客户
          </Button>
          {waiting ? (
            <Button
              type="primary"
              loading={busy === "accept"}
              data-testid="accept-button"
              onClick={() => void act("accept", null, () => desk.accept(id))}
            >
              接入
            </Button>
          ) : null}
          {mine ? (
            <>
              <Button
                loading={busy === "return"}
                data-testid="return-button"
                onClick={() => void act("return", "已交还机器人", () => desk.giveBack(id, "bot"))}
              >
                {several ? "交还" : "交还机器人"}
              </Button>
              <Button data-testid="transfer-button" onClick={() => setDialog("transfer")}>
                转接
              </Button>
              {several ? null : (
                <Button
                  className="not-on-phones"
                  loading={busy === "rating"}
                  data-testid="ask-rating-button"
                  onClick={() => void act("rating", "已请客户评价", () => desk.askRating(id))}
                >
                  请评价
                </Button>
              )}
              <Button data-testid="close-button" onClick={() => setDialog("close")}>
                结束
              </Button>
            </>
          ) : (
            <JoinActs room={room} detail={detail} user={user} busy={busy} act={act} />
          )}
          {several ? (
            <Button
              type="text"
              className="shut"
              aria-label="收起这一栏（不结束会话）"
              data-testid="shut-button"
              onClick={() => desk.shut(id)}
            >
              ×
            </Button>
          ) : null}
        </div>
      </div>
      {open.error ? (
        <div className="stale" role="status">
          {errorText(open.error)}，下面可能不是最新内容
        </div>
      ) : null}
      <Transcript
        detail={detail}
        outgoing={stopped ? open.outgoing.filter((each) => each.code !== "conduct") : open.outgoing}
        onRetry={room.again}
        onDiscard={room.discard}
        onQuote={mine ? room.quote : undefined}
        rating={detail.rating}
      />
      <p className="typing" aria-live="off" data-testid="typing">
        {mine && open.typing ? (
          <>
            <span className="quiet">客户正在输入：</span>
            {open.typing}
          </>
        ) : null}
      </p>
      {mine && user ? <PromiseLine desk={desk} detail={detail} user={user} /> : null}
      {voice && stopped ? (
        <ConductNotice
          key={stopped.client_id}
          message={stopped}
          onWords={(text) => room.revise(stopped.client_id, text)}
          onDiscard={() => room.discard(stopped.client_id)}
          onSend={() => room.retry(stopped.client_id, true)}
        />
      ) : voice && open.warned.length > 0 ? (
        <Warnings draft={room.draft} warned={open.warned} />
      ) : null}
      {voice ? (
        <Composer
          desk={desk}
          room={room}
          detail={detail}
          user={user}
          voice={voice}
          uploads={open.uploads}
          active={active}
        />
      ) : (
        <p className="not-mine">
          {waiting
            ? "接入后可以回复"
            : detail.owner === "agent"
              ? `由 ${detail.agent_name ?? detail.agent} 接待中`
              : detail.owner === "bot"
                ? "机器人接待中"
                : "会话已结束"}
        </p>
      )}
      <TransferDialog
        open={dialog === "transfer"}
        onCancel={() => setDialog(null)}
        onDone={async (to, name, note) => {
          if (await act("transfer", `已转接给${name}`, () => desk.transfer(id, to, note))) setDialog(null);
        }}
        desk={desk}
        self={user?.username ?? ""}
        busy={busy === "transfer"}
      />
      <CloseDialog
        open={dialog === "close"}
        desk={desk}
        detail={detail}
        checklist={open.assist?.checklist ?? null}
        onCancel={() => setDialog(null)}
        onDone={async (wrapUp, summary) => {
          if (await act("close", "会话已结束", () => desk.close(id, wrapUp, summary))) setDialog(null);
        }}
        busy={busy === "close"}
      />
    </section>
  );
}
