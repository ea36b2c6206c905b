/** Where one writes: to the customer, or to colleagues. The box has a fixed height; what comes in above never moves it. */

import { ACCEPT } from "@shared/files";
import { App, Button } from "antd";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import type { Detail, User } from "../types";
import { errorText, senderText } from "../words";
import { type CannedReply, VARIABLES, filled, firstUnfilled, unfilled } from "./canned";
import { CannedReplies } from "./CannedReplies";
import type { Room } from "./room";
import { UploadLine } from "./UploadLine";
import type { Upload } from "./uploads";

const LIMIT = 2000;
const WARN_FROM = 1800;

/** `staff`: only notes may be written; `whisper`: what is said goes to the agent. */
export type Voice = "customer" | "whisper" | "staff";

interface Props {
  desk: Desk;
  room: Room;
  detail: Detail;
  user: User | null;
  voice: Voice;
  uploads: Upload[];
  /** The column that is worked in takes the focus. */
  active: boolean;
}

export function Composer({ desk, room, detail, user, voice, uploads, active }: Props) {
  const { text, internal: noted, quote, origin } = useSyncExternalStore(room.draft.subscribe, room.draft.snapshot);
  const { message } = App.useApp();
  const [searching, setSearching] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const internal = noted || voice === "staff";
  const open = internal ? [] : unfilled(text);
  const tooLong = [...text].length > LIMIT;
  const ready = text.trim() !== "" && !tooLong && open.length === 0;
  const mouse = window.matchMedia("(pointer: fine)").matches;

  // Not on a touch screen: the keyboard would cover what one wants to read first. Not away from what one tabbed to.
  useLayoutEffect(() => {
    const here = box.current?.closest(".conversation")?.contains(document.activeElement);
    if (mouse && active && !here) box.current?.focus({ preventScroll: true });
  }, [room, mouse, active]);

  const change = (to: string): void => {
    room.draft.write(to);
    room.drafted();
  };
  const focus = (): void => box.current?.focus({ preventScroll: true });
  const send = (): void => {
    if (!ready) return;
    const taken = room.draft.take();
    room.drafted();
    if (internal) room.note(taken.text.trim());
    else room.say({ text: taken.text.trim(), quote: taken.quote, origin, whisper: voice === "whisper" });
    focus();
  };
  const choose = (reply: CannedReply): void => {
    room.draft.add(filled(reply.text, detail, user), { canned_reply: reply.id });
    room.drafted();
    setSearching(false);
    // The caret goes to what is still to be filled.
    window.requestAnimationFrame(() => {
      focus();
      const place = firstUnfilled(room.draft.snapshot().text);
      if (place) box.current?.setSelectionRange(...place);
    });
  };
  const pressed = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses the word.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "/" && text === "" && !internal) {
      event.preventDefault();
      setSearching(true);
    } else if (event.key === "Escape" && quote) {
      room.draft.quote(null);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const askRating = async (): Promise<void> => {
    try {
      await room.askRating();
    } catch (error) {
      void message.warning(errorText(codeOf(error)));
    }
  };
  const pasted = (event: ClipboardEvent): void => {
    const found = [...event.clipboardData.files];
    if (!found.length || internal || voice !== "customer") return;
    event.preventDefault();
    for (const file of found) room.attach(file);
  };
  const to = internal ? "内部备注，客户看不到" : voice === "whisper" ? "悄悄话，只有坐席看得到" : "回复客户";

  return (
    <div className={internal ? "composer composer-note" : voice === "whisper" ? "composer composer-whisper" : "composer"}>
      {searching ? (
        <CannedReplies
          desk={desk}
          queue={detail.queue}
          onChoose={choose}
          onClose={() => {
            setSearching(false);
            focus();
          }}
        />
      ) : null}
      {uploads.map((upload) => (
        <UploadLine key={upload.key} upload={upload} room={room} />
      ))}
      {quote ? (
        <div className="composer-quote">
          <span>
            引用{senderText(quote.sender)}：{quote.text}
          </span>
          <button type="button" className="text-button" onClick={() => room.draft.quote(null)}>
            取消
          </button>
        </div>
      ) : null}
      {open.length > 0 ? (
        <p className="composer-open" role="alert" data-testid="unfilled">
          还没填：
          {open.map((name) => (
            <button
              key={name}
              type="button"
              onClick={() => {
                focus();
                const place = text.indexOf(`{${name}}`);
                box.current?.setSelectionRange(place, place + name.length + 2);
              }}
            >
              {VARIABLES[name]}
            </button>
          ))}
        </p>
      ) : null}
      <textarea
        ref={box}
        value={text}
        rows={3}
        aria-label={to}
        placeholder={mouse && !internal && voice === "customer" ? "回复客户，Enter 发送，/ 打开快捷回复" : to}
        data-testid="desk-composer"
        onChange={(event) => change(event.target.value)}
        onKeyDown={pressed}
        onPaste={pasted}
      />
      <div className="composer-tools">
        {voice !== "staff" ? (
          <>
            <button type="button" disabled={internal} aria-keyshortcuts="/" onClick={() => setSearching(true)}>
              快捷回复
            </button>
            {voice === "customer" ? (
              <button type="button" disabled={internal} onClick={() => files.current?.click()}>
                发文件
              </button>
            ) : null}
            <button
              type="button"
              aria-pressed={internal}
              data-testid="note-switch"
              onClick={() => {
                room.draft.internal(!internal);
                room.drafted();
                focus();
              }}
            >
              {internal ? "内部备注 · 客户看不到" : "内部备注"}
            </button>
            {voice === "customer" && !internal ? (
              <button type="button" data-testid="ask-rating" onClick={() => void askRating()}>
                请评价
              </button>
            ) : null}
          </>
        ) : null}
        {voice === "whisper" && !internal ? <span className="composer-voice">只有坐席看得到</span> : null}
        <span className={tooLong ? "counter counter-over num" : "counter num"} aria-live="polite">
          {text.length >= WARN_FROM ? `${[...text].length}/${LIMIT}` : ""}
        </span>
        <Button type="primary" disabled={!ready} onClick={send} data-testid="desk-send">
          {internal ? "记下" : "发送"}
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept={ACCEPT}
        data-testid="desk-files"
        onChange={(event) => {
          for (const file of event.target.files ?? []) room.attach(file);
          event.target.value = "";
        }}
      />
    </div>
  );
}
