/** The page of conversations: lists, up to three of them side by side, and beside them whom one is talking to. */

import { App } from "antd";
import { useEffect, useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { Keys } from "../routing/Keys";
import { shortcutOf } from "../routing/keys";
import { offersTo } from "../routing/offers";
import type { Snapshot } from "../snapshot";
import { errorText } from "../words";
import { Conversation } from "./Conversation";
import { Lists } from "./Lists";
import { Side } from "./Side";
import { useAddress } from "./useAddress";
import "./workspace.css";

/** From which width on so many columns fit. */
const THREE = window.matchMedia("(min-width: 1440px)");
const TWO = window.matchMedia("(min-width: 1200px)");

interface Props {
  desk: Desk;
  state: Snapshot;
  /** Whom the address names. */
  asked?: string;
}

export function Workspace({ desk, state, asked }: Props) {
  const { message } = App.useApp();
  const { selected, columns } = state;
  useAddress(desk, asked, selected);
  // Where the side has no place of its own, it lies over the conversation.
  const [side, setSide] = useState(false);
  const [help, setHelp] = useState(false);

  useEffect(() => setSide(false), [selected]);

  useEffect(() => {
    const fit = (): void => desk.fits(THREE.matches ? 3 : TWO.matches ? 2 : 1);
    fit();
    for (const width of [THREE, TWO]) width.addEventListener("change", fit);
    return () => {
      for (const width of [THREE, TWO]) width.removeEventListener("change", fit);
    };
  }, [desk]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const writing = event.target instanceof HTMLElement && event.target.matches("input, textarea, [contenteditable]");
      const shortcut = shortcutOf(event, writing);
      if (!shortcut) return;
      event.preventDefault();
      const { queue, mine, user, selected: here } = desk.snapshot();
      if (shortcut.do === "help") setHelp(true);
      else if (shortcut.do === "next") desk.nextUnread();
      else if (shortcut.do === "shut") here && desk.shut(here);
      else if (shortcut.do === "select") {
        const c = mine?.[shortcut.place];
        if (c) desk.select(c.conversation_id, shortcut.beside);
      } else {
        const [offer] = offersTo(user?.username ?? "", queue ?? []);
        if (offer)
          void desk.accept(offer.c.conversation_id).catch((error: unknown) => message.warning(errorText(codeOf(error))));
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [desk, message]);

  return (
    <div
      className="panes"
      data-columns={Math.max(1, columns.length)}
      data-pane={selected === null ? "lists" : side ? "customer" : "conversation"}
    >
      <Lists desk={desk} state={state} onKeys={() => setHelp(true)} />
      <main className="columns" aria-label="会话">
        {columns.length === 0 ? <Blank state={state} /> : null}
        {columns.map((id) => (
          <Conversation
            key={id}
            desk={desk}
            state={state}
            id={id}
            active={id === selected}
            several={columns.length > 1}
            onSide={() => {
              desk.select(id);
              setSide((shown) => !shown || id !== selected);
            }}
          />
        ))}
      </main>
      <Side desk={desk} state={state} onBack={() => setSide(false)} />
      <Keys open={help} onClose={() => setHelp(false)} />
    </div>
  );
}

function Blank({ state }: { state: Snapshot }) {
  return (
    <section className="conversation blank">
      <p>{state.presence.state === "ready" ? "从左侧选择一个会话" : "你现在示忙。示闲后开始接待"}</p>
      <p className="quiet">接入前可以先看对话内容</p>
    </section>
  );
}
