/** 试一试: talking with a model as a customer would, or with two at once, and looking into every turn. */

import { PageFrame } from "@shared/ui/PageFrame";
import { useReading } from "@shared/useReading";
import { Button, Select } from "antd";
import { type FormEvent, useEffect, useState, useSyncExternalStore } from "react";
import type { PageProps } from "../pages";
import { STATES, modelName } from "../release/models";
import type { Models } from "../release/releaseTypes";
import { Inspector } from "./Inspector";
import { TrialChat } from "./TrialChat";
import { TrialRoom } from "./room";
import "../../chat/messages.css";
import "../../chat/cards.css";
import "./trial.css";

const LIVE = "live";
const NONE = "none";
const CUSTOMERS = [1, 2, 3];

export default function TrialPage({ studio, user, rest }: PageProps) {
  const [room] = useState(() => new TrialRoom(studio));
  const state = useSyncExternalStore(room.subscribe, room.snapshot);
  const [typed, setTyped] = useState("");
  const { value } = useReading(() => studio.call<Models>("GET", "/api/studio/models"), [studio]);
  const [wanted] = rest;
  useEffect(() => {
    room.begin([wanted ?? null]);
    return () => room.leave();
  }, [room, wanted]);

  const models = (value?.models ?? []).filter(({ state }) => state !== "live");
  const options = [
    { value: LIVE, label: "线上模型" },
    ...models.map((model) => ({ value: model.id, label: `${modelName(model)}（${STATES[model.state]}）` })),
  ];
  const names = state.sides.map(({ model }) => options.find((each) => each.value === (model ?? LIVE))?.label ?? "模型");
  const idOf = (choice: string): string | null => (choice === LIVE ? null : choice);
  const begin = (first: string, second: string): void => room.begin([idOf(first), ...(second === NONE ? [] : [idOf(second)])]);
  const [first = LIVE, second = NONE] = state.sides.map(({ model }) => model ?? LIVE);
  const say = (event: FormEvent): void => {
    event.preventDefault();
    if (room.busy) return;
    void room.say(typed);
    setTyped("");
  };
  const { selected } = state;
  const round = selected && state.sides[selected.side]?.rounds[selected.round];
  return (
    <PageFrame
      title="试一试"
      tools={
        <>
          <label className="filter">
            模型
            <Select className="model-choice" value={first} options={options} onChange={(choice) => begin(choice, second)} aria-label="模型" />
          </label>
          <label className="filter">
            对照
            <Select
              className="model-choice"
              value={second}
              options={[{ value: NONE, label: "不对照" }, ...options]}
              onChange={(choice) => begin(first, choice)}
              aria-label="对照的模型"
            />
          </label>
          <label className="filter">
            客户
            <Select
              className="choice"
              value={state.customer ?? 0}
              options={[{ value: 0, label: "访客" }, ...CUSTOMERS.map((number) => ({ value: number, label: `演示客户 ${number}` }))]}
              onChange={(number) => room.begin(state.sides.map(({ model }) => model), number || null)}
              aria-label="扮演的客户"
            />
          </label>
        </>
      }
      acts={
        <Button onClick={() => room.begin(state.sides.map(({ model }) => model))} data-testid="trial-again">
          重新开始
        </Button>
      }
    >
      <div className={state.sides.length > 1 ? "trial trial-two" : "trial"}>
        <section className="trial-talk">
          <div className="trial-chats">
            {state.sides.map((side, place) => (
              <TrialChat key={place} room={room} side={side} place={place} name={names[place] ?? ""} selected={selected} />
            ))}
          </div>
          <form className="trial-say" onSubmit={say}>
            <input
              value={typed}
              maxLength={500}
              placeholder={state.sides.length > 1 ? "两个模型同时听" : "像客户那样说一句"}
              aria-label="说一句"
              data-testid="trial-input"
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button type="primary" htmlType="submit" disabled={!typed.trim()} data-testid="trial-send">
              发送
            </Button>
          </form>
        </section>
        <aside className="trial-inside" aria-label="这一句里发生了什么">
          {round && selected ? (
            <Inspector
              key={`${selected.side}-${selected.round}`}
              studio={studio}
              user={user}
              round={round}
              model={state.sides[selected.side]?.model ?? null}
              name={state.sides.length > 1 ? (names[selected.side] ?? null) : null}
            />
          ) : (
            <div className="nothing">
              <p>说一句，这里看它怎么想</p>
              <p className="quiet">在演示数据上进行，不影响客户，也不发短信。</p>
            </div>
          )}
        </aside>
      </div>
    </PageFrame>
  );
}
