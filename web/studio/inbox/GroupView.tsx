/** Right: what customers said, and what it is to mean. What was marked and chosen stays while the group is open. */

import { ApiError } from "@shared/api";
import { formatMoment } from "@shared/format";
import { Alert, App, Button, Checkbox, Dropdown } from "antd";
import { useState, useSyncExternalStore } from "react";
import { type Label, labelText } from "../catalogue";
import type { FaqText } from "../knowledge/faqTypes";
import { LabelPicker } from "../LabelPicker";
import { MarkedText } from "../MarkedText";
import { useKeys } from "../useKeys";
import type { Studio } from "../studio";
import { refusal } from "../words";
import { ConversationDrawer } from "./ConversationDrawer";
import type { Inbox, InboxState } from "./inbox";
import type { Annotation, Group, Missed } from "./inboxTypes";
import { REASONS, channelText } from "./inboxWords";
import { NewFaqDrawer } from "./NewFaqDrawer";
import { type Offer, offersOf } from "./proposals";

interface Props {
  studio: Studio;
  inbox: Inbox;
  state: InboxState;
  group: Group;
  /** May label; others read. */
  teaches: boolean;
}

export function GroupView({ studio, inbox, state, group, teaches }: Props) {
  const { message } = App.useApp();
  const { faq } = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [picking, setPicking] = useState(false);
  const [writing, setWriting] = useState(false);
  const [reading, setReading] = useState<Missed | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const chosen = group.items.filter((item) => !left.has(item.id));
  const whole = left.size === 0;
  const count = whole ? group.size : chosen.length;
  const open = state.shown === "open" && teaches;
  const offers = open ? offersOf(group) : [];
  const taken = state.taken?.group === group.id ? state.taken : null;
  const takenText = taken
    ? `${taken.by}已经处理了这一组${taken.label ? `，标成了${labelText(taken.label, faq)}` : ""}。你写的内容还在这里。`
    : null;

  const told = (made: Annotation): void => {
    const key = `labelled ${made.id}`;
    const skipped = made.skipped?.length ? `，${made.skipped.length} 条已有或在评测集里，没有加` : "";
    const { change } = made;
    const undo = async (): Promise<void> => {
      message.destroy(key);
      try {
        if (change) await inbox.undo(change);
        void message.success("已撤销，这些问题又回到待处理");
      } catch (reason) {
        void message.error(refusal(reason));
      }
    };
    void message.success({
      key,
      duration: 8,
      content: (
        <span data-testid="labelled">
          {made.label.kind === "ignore" ? `已忽略 ${made.missed} 条` : `已把 ${made.missed} 条标成${labelText(made.label, faq)}${skipped}`}
          {change ? (
            <button type="button" className="text-button" data-testid="undo-label" onClick={() => void undo()}>
              撤销
            </button>
          ) : null}
        </span>
      ),
    });
  };
  const send = async (label: Label | { kind: "new_faq"; entry: FaqText }): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const own = Object.entries(texts).filter(([id]) => !left.has(id));
      told(await inbox.label(label, { group, ids: whole ? null : chosen.map((item) => item.id), texts: Object.fromEntries(own) }));
      setLeft(new Set());
      setWriting(false);
    } catch (reason) {
      // Who was first is told apart, with what they made of it.
      if (!(reason instanceof ApiError && reason.code === "already_labelled")) setError(refusal(reason));
      throw reason;
    } finally {
      setBusy(false);
    }
  };
  const take = (offer: Offer): void => {
    if (offer.kind === "new_faq") setWriting(true);
    else void send(offer).catch(() => undefined);
  };
  const split = async (): Promise<void> => {
    try {
      await inbox.split(chosen.map((item) => item.id));
      setLeft(new Set());
    } catch (reason) {
      void message.error(refusal(reason));
    }
  };
  useKeys(
    open && !picking && !writing && !reading && !busy && count > 0
      ? {
          "1": () => offers[0] && take(offers[0]),
          "2": () => offers[1] && take(offers[1]),
          "3": () => offers[2] && take(offers[2]),
          "/": () => setPicking(true),
          n: () => setWriting(true),
        }
      : {},
  );

  const toggle = (id: string): void =>
    setLeft((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <section className="group-view" aria-label={group.title}>
      <header className="group-head">
        <Button className="group-back" type="text" onClick={() => inbox.select(null)}>
          ‹ 返回
        </Button>
        <div>
          <h2>{group.title}</h2>
          <p className="quiet num">
            {group.size} 条 · {formatMoment(group.first_at)} 至 {formatMoment(group.last_at)}
          </p>
        </div>
      </header>
      <div className="group-body">
        {takenText ? (
          <Alert
            type="warning"
            showIcon
            role="alert"
            message={takenText}
            data-testid="taken"
            action={<Button onClick={() => void inbox.read()}>刷新列表</Button>}
          />
        ) : null}
        {error ? <Alert type="error" showIcon role="alert" message={error} /> : null}
        {group.proposed_answer ? (
          <aside className="sheet-flush agents-answer">
            <p className="quiet">{group.proposed_answer.by}当时的回答</p>
            <p>{group.proposed_answer.text}</p>
          </aside>
        ) : null}
        <div className="sheet-flush">
          {open ? (
            <div className="member-head">
              <Checkbox
                checked={whole}
                indeterminate={!whole && chosen.length > 0}
                onChange={() => setLeft(whole ? new Set(group.items.map((item) => item.id)) : new Set())}
              >
                全选
              </Checkbox>
              <span className="quiet">选中文字就能标出日期、地点这些信息</span>
              {!whole && chosen.length > 0 ? (
                <Button size="small" className="push" onClick={() => void split()}>
                  把选中的 {chosen.length} 条拆成一组
                </Button>
              ) : null}
            </div>
          ) : null}
          <ul className="members" data-testid="members">
            {group.items.map((item) => (
              <li key={item.id} className={left.has(item.id) ? "member member-left" : "member"} data-testid="member">
                {open ? (
                  <Checkbox checked={!left.has(item.id)} aria-label={`选中：${item.text}`} onChange={() => toggle(item.id)} />
                ) : null}
                <div className="member-main">
                  <MarkedText
                    value={texts[item.id] ?? item.marked}
                    onChange={open ? (marked) => setTexts((before) => ({ ...before, [item.id]: marked })) : undefined}
                    testId="member-text"
                  />
                  <span className="member-meta num">
                    <span className={item.reason === "rated_badly" ? "tag tag-warn" : "tag tag-plain"}>{REASONS[item.reason]}</span>
                    {formatMoment(item.at)} · {channelText(item.channel)}
                  </span>
                </div>
                <Button type="text" size="small" className="member-see" onClick={() => setReading(item)}>
                  看会话
                </Button>
              </li>
            ))}
          </ul>
          {group.size > group.items.length ? (
            <p className="member-more quiet num">还有 {group.size - group.items.length} 条没有列出，全选时一起标注</p>
          ) : null}
        </div>
      </div>
      {open ? (
        <footer className="label-bar">
          <div className="label-offers">
            {offers.map((offer, place) => (
              <Button
                key={JSON.stringify(offer)}
                type={place === 0 ? "primary" : "default"}
                disabled={count === 0}
                loading={busy && place === 0}
                data-testid={`offer-${place + 1}`}
                onClick={() => take(offer)}
              >
                <kbd>{place + 1}</kbd>
                <span className="offer-text">{offerText(offer, faq)}</span>
              </Button>
            ))}
          </div>
          <div className="label-acts">
            <Button disabled={count === 0} data-testid="pick-label" onClick={() => setPicking(true)}>
              选别的
            </Button>
            <Dropdown
              trigger={["click"]}
              disabled={count === 0}
              menu={{
                items: [
                  { key: "new_faq", label: "写成新问答" },
                  { key: "out_of_scope", label: "业务范围外" },
                  { key: "ignore", label: "忽略，不用教" },
                ],
                onClick: ({ key }) => {
                  if (key === "new_faq") setWriting(true);
                  else void send({ kind: key as "out_of_scope" | "ignore" }).catch(() => undefined);
                },
              }}
            >
              <Button data-testid="more-labels">更多</Button>
            </Dropdown>
            <span className="quiet num">
              已选 {count} 条
            </span>
          </div>
        </footer>
      ) : null}
      {picking ? (
        <LabelPicker
          studio={studio}
          title={`这 ${count} 条是在问什么`}
          like={chosen[0]?.text}
          onClose={() => setPicking(false)}
          onChoose={({ label }) => {
            setPicking(false);
            void send(label).catch(() => undefined);
          }}
        />
      ) : null}
      {writing ? (
        <NewFaqDrawer
          studio={studio}
          group={group}
          texts={chosen.map((item) => texts[item.id] ?? item.marked)}
          taken={takenText}
          onKeep={(entry) => send({ kind: "new_faq", entry })}
          onClose={() => setWriting(false)}
        />
      ) : null}
      {reading ? <ConversationDrawer studio={studio} missed={reading} onClose={() => setReading(null)} /> : null}
    </section>
  );
}

function offerText(offer: Offer, faq: Parameters<typeof labelText>[1]): string {
  if (offer.kind === "new_faq") return "写成新问答";
  return offer.kind === "out_of_scope" ? "业务范围外" : `加到${labelText(offer, faq)}`;
}
