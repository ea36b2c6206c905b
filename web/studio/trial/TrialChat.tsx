import type { ChatMessage } from "@shared/api";
import { useWords } from "@shared/ui/words";
import { useEffect, useRef } from "react";
import { MessageItem } from "../../chat/MessageItem";
import type { RoomState, Round, Side, TrialRoom } from "./room";

interface Props {
  room: TrialRoom;
  side: Side;
  place: number;
  name: string;
  selected: RoomState["selected"];
}

const said = ({ said: text, number }: Round): ChatMessage => ({
  seq: number, at: "", sender: "customer", type: "text", text, buttons: [], ask: null, card: null, source: null,
});

/** The conversation as the customer sees it; a click on what was said looks into that turn. */
export function TrialChat({ room, side, place, name, selected }: Props) {
  const { errorText } = useWords();
  const end = useRef<HTMLLIElement>(null);
  const last = side.rounds[side.rounds.length - 1];
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [last?.busy, side.rounds.length]);
  return (
    <section className="trial-chat" aria-label={name} data-testid={`trial-chat-${place}`}>
      <header>
        <b>{name}</b>
        {side.person ? (
          <span className="quiet num">
            {side.person.name} · 手机 {side.person.phone} · 证件后四位 {side.person.id_last4}
          </span>
        ) : null}
      </header>
      <ol>
        {side.rounds.map((round) => {
          const open = selected?.side === place && selected.round === round.number;
          return (
            <li key={round.number} className={open ? "round round-open" : "round"}>
              <button type="button" className="round-said" aria-pressed={open} onClick={() => room.select(place, round.number)}>
                <MessageItem message={said(round)} first active={false} />
              </button>
              {round.messages.map((message, number) => (
                <MessageItem
                  key={message.seq}
                  message={message}
                  first={number === 0}
                  active={round === last && !round.busy}
                  onButton={(button) => void room.press(place, button)}
                />
              ))}
              {round.codes.map(({ code }) => (
                <p key={code} className="trial-note num">
                  客户会收到验证码 {code}
                </p>
              ))}
              {round.busy ? (
                <p className="trial-note" role="status">
                  正在想
                </p>
              ) : null}
              {!round.busy && !round.error && round.turn === null ? <p className="trial-note">到这里就由人工接待了，可以重新开始。</p> : null}
              {round.error ? (
                <p className="trial-note trial-failed" role="alert">
                  {errorText(round.error)}
                </p>
              ) : null}
            </li>
          );
        })}
        <li ref={end} aria-hidden="true" />
      </ol>
    </section>
  );
}
