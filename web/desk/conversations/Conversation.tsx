/** Centre: the transcript of the open conversation, what may be done with it, and the composer while it is mine. */

import { App, Button, Spin } from "antd";
import { useState } from "react";
import { CloseDialog, TransferDialog } from "./dialogs";
import { Composer } from "./Composer";
import { ConductNotice } from "../assist/Conduct";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import type { Snapshot } from "../snapshot";
import { Transcript } from "./Transcript";
import { GONE, channelText, errorText, ownerText, topicText } from "../words";
import { Waiting } from "./Waiting";

interface Props {
  desk: Desk;
  state: Snapshot;
  onPanel: () => void;
}

export function Conversation({ desk, state, onPanel }: Props) {
  const { selected, detail, detailError } = state;
  if (selected === null) {
    return (
      <main className="conversation blank">
        <p>{state.presence.state === "ready" ? "从左侧选择一个会话" : "你现在示忙。示闲后开始接待"}</p>
        <p className="quiet">接入前可以先看对话内容</p>
      </main>
    );
  }
  if (detail === null) {
    return (
      <main className="conversation blank" role="status">
        {detailError ? (
          <>
            <p>{detailError === "forbidden" ? GONE : errorText(detailError)}</p>
            <div className="blank-actions">
              <Button onClick={() => desk.select(null)}>返回列表</Button>
              {detailError === "network" || detailError === "internal" ? (
                <Button onClick={() => desk.refresh()}>重试</Button>
              ) : null}
            </div>
          </>
        ) : (
          <Spin aria-label="正在读取会话" />
        )}
      </main>
    );
  }
  return <Open desk={desk} state={state} onPanel={onPanel} key={selected} />;
}

function Open({ desk, state, onPanel }: Props) {
  const { message } = App.useApp();
  const [dialog, setDialog] = useState<"transfer" | "close" | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  // A new composer begins with the draft as it is then.
  const [revisions, setRevisions] = useState(0);
  const { detail, user } = state;
  if (!detail) return null;
  const id = detail.conversation_id;
  const waiting = detail.owner === "queue";
  const mine = detail.owner === "agent" && (!detail.agent || detail.agent === user?.username);
  // What the conduct guard stopped is mended at the composer.
  const stopped = state.outgoing.find((message) => message.code === "conduct");

  /** Runs one action; the reason it failed is said, and what changed meanwhile is read anew. */
  const act = async (name: string, done: string | null, call: () => Promise<void>): Promise<boolean> => {
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
    <main className="conversation" aria-label="会话">
      <div className="bar">
        <Button className="phone-only" type="text" aria-label="返回列表" onClick={() => desk.select(null)}>
          ‹ 列表
        </Button>
        <div className="bar-title">
          <b>{topicText(detail)}</b>
          <span className="quiet num">
            {[channelText(detail.channel), ownerText(detail.owner)].filter(Boolean).join(" · ")}
            {waiting ? (
              <>
                {" "}
                <Waiting since={detail.waiting_since} />
              </>
            ) : null}
          </span>
        </div>
        <div className="bar-actions">
          <Button className="panel-only" onClick={onPanel}>
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
                交还机器人
              </Button>
              <Button data-testid="transfer-button" onClick={() => setDialog("transfer")}>
                转接
              </Button>
              <Button data-testid="close-button" onClick={() => setDialog("close")}>
                结束
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {state.detailError ? (
        <div className="stale" role="status">
          {errorText(state.detailError)}，下面可能不是最新内容
        </div>
      ) : null}
      <Transcript
        id={id}
        messages={detail.transcript}
        outgoing={state.outgoing.filter((message) => message.code !== "conduct")}
        onRetry={(c) => desk.retry(c)}
        onDiscard={(c) => desk.discard(c)}
        rating={detail.rating}
      />
      {mine && stopped ? (
        <ConductNotice
          key={stopped.client_id}
          message={stopped}
          onWords={(text) => {
            desk.revise(stopped.client_id, text);
            setRevisions((count) => count + 1);
          }}
          onDiscard={() => desk.discard(stopped.client_id)}
        />
      ) : null}
      {mine ? (
        <Composer key={revisions} desk={desk} id={id} />
      ) : (
        <p className="not-mine">
          {waiting
            ? "接入后可以回复"
            : detail.owner === "agent"
              ? `由 ${detail.agent} 接待中`
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
        onCancel={() => setDialog(null)}
        onDone={async (wrapUp, summary) => {
          if (await act("close", "会话已结束", () => desk.close(id, wrapUp, summary))) setDialog(null);
        }}
        busy={busy === "close"}
      />
    </main>
  );
}
