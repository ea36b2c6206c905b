/** Help with the customer's last message: answers with their source, the mood and why, and the steps of the topic. */

import { App, Button, Checkbox } from "antd";
import { useState } from "react";
import { filled, unfilled } from "../conversations/canned";
import type { Room } from "../conversations/room";
import { codeOf } from "../errors";
import type { Detail, User } from "../types";
import { errorText } from "../words";
import type { Assist, Checklist, Suggestion } from "./assistTypes";
import { moodText } from "./Mood";
import { ProposeDialog } from "./ProposeDialog";
import "./assist.css";

const LEVELS = { basic: "基础流程", key: "关键节点", personal: "个性化" };

interface Props {
  room: Room;
  detail: Detail;
  user: User | null;
  assist: Assist | null;
  /** Only who holds the conversation may answer. */
  mine: boolean;
}

export function AssistPanel({ room, detail, user, assist, mine }: Props) {
  const [proposing, setProposing] = useState(false);
  if (!assist) {
    return (
      <p className="empty" data-testid="assist">
        {mine ? "客户说话后，这里会有可用的答复和步骤" : "接入后，这里会有可用的答复和步骤"}
      </p>
    );
  }
  const { suggestions, mood, checklist, next_step: next } = assist;
  return (
    <div data-testid="assist">
      {mood && mood.flag !== "calm" ? (
        <section className={mood.flag === "worried" ? "mood" : "mood mood-high"}>
          <b>{moodText(mood)}</b>
          {mood.why ? <span>{mood.why}</span> : null}
        </section>
      ) : null}
      {next ? (
        <p className="next-step">
          <span className="quiet">下一步：</span>
          {next.text}
        </p>
      ) : null}
      <section className="panel">
        <h2>可用答复</h2>
        {suggestions.length === 0 ? <p className="empty">没有合适的答复</p> : null}
        {suggestions.map((each) => (
          <SuggestionCard key={`${each.kind}${each.id}`} suggestion={each} room={room} detail={detail} user={user} mine={mine} />
        ))}
        {mine ? (
          <Button size="small" type="link" data-testid="propose" onClick={() => setProposing(true)}>
            把好的回答推荐给训练师
          </Button>
        ) : null}
      </section>
      {proposing ? <ProposeDialog room={room} detail={detail} onClose={() => setProposing(false)} /> : null}
      {checklist ? <Steps room={room} checklist={checklist} detail={detail} user={user} mine={mine} /> : null}
    </div>
  );
}

interface Acting {
  room: Room;
  detail: Detail;
  user: User | null;
  mine: boolean;
}

function SuggestionCard({ suggestion, room, detail, user, mine }: Acting & { suggestion: Suggestion }) {
  const text = filled(suggestion.text, detail, user);
  const open = unfilled(text).length > 0;
  const { kind, id, source, reviewed_on } = suggestion;
  const origin = kind === "canned" ? { canned_reply: id } : { used: `${kind}:${id}` };
  const from = kind === "canned" ? "快捷回复" : (source ?? "问答库");
  return (
    <div className="suggestion" data-testid={`suggestion-${suggestion.kind}`}>
      <b>{suggestion.title}</b>
      <p className="suggestion-text">{text}</p>
      <div className="suggestion-end">
        <span className="quiet" title={reviewed_on ? `${from}，${reviewed_on} 复核` : from}>
          {from}
        </span>
        {mine ? (
          <>
            <Button
              size="small"
              type="text"
              onClick={() => {
                room.draft.add(text, origin);
                room.drafted();
              }}
            >
              填入
            </Button>
            <Button
              size="small"
              disabled={open}
              title={open ? "先填好空着的内容" : undefined}
              onClick={() => room.say({ text, origin })}
            >
              发送
            </Button>
          </>
        ) : null}
      </div>
    </div>
  );
}

function Steps({ room, checklist, detail, user, mine }: Acting & { checklist: Checklist }) {
  const { message } = App.useApp();
  const done = checklist.items.filter((item) => item.done).length;
  return (
    <section className="panel" data-testid="checklist">
      <h2>
        {checklist.title}{" "}
        <span className="quiet num">
          {done}/{checklist.items.length}
        </span>
        {checklist.level ? <span className="tag tag-plain">{LEVELS[checklist.level]}</span> : null}
      </h2>
      {checklist.items.map((item) => (
        <div key={item.id} className="step">
          <Checkbox
            checked={item.done}
            disabled={!mine}
            onChange={(event) =>
              room.tick(item.id, event.target.checked).catch((error: unknown) => void message.warning(errorText(codeOf(error))))
            }
          >
            {item.text}
            {item.required ? null : <span className="quiet">（可选）</span>}
          </Checkbox>
        </div>
      ))}
      {checklist.cards.map((card) => {
        const text = filled(card.text, detail, user);
        return (
          <div key={card.id} className="suggestion">
            <b>{card.title}</b>
            <p className="suggestion-text">{text}</p>
            {mine ? (
              <div className="suggestion-end">
                <span className="quiet">话术卡</span>
                <Button
                  size="small"
                  type="text"
                  onClick={() => {
                    room.draft.add(text, { used: `card:${card.id}` });
                    room.drafted();
                  }}
                >
                  填入
                </Button>
              </div>
            ) : null}
          </div>
        );
      })}
    </section>
  );
}
