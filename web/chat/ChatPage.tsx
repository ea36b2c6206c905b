import type { Button, ChatApi, ChatMessage } from "@shared/api";
import { findLast } from "@shared/arrays";
import type { Connection } from "@shared/connection";
import { zh } from "@shared/locale/zh";
import { Signs } from "@shared/signs";
import type { KeyValue } from "@shared/storage";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { AskPanel } from "./AskPanel";
import { fieldOf } from "./ask";
import { ConnectionBanner, LinkBanner, QueueStatus } from "./Banners";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { MessageList, type Row } from "./MessageList";
import { Notices } from "./Notices";
import { RatingPanel } from "./RatingPanel";
import { currentAsk, queueOffers, ratingAsked, rowsOf } from "./rows";
import { QuickServices, Welcome } from "./Services";
import { useLargeText } from "./useLargeText";
import { usePreviews } from "./usePreviews";
import { useUploads } from "./useUploads";

const DRAFT_KEY = "baowen.draft";

export interface ChatPageProps {
  api: ChatApi;
  connection: Connection;
  session: KeyValue;
  preferences: KeyValue;
  /** Tells whoever listens that a token ran out; returns the way to stop listening. */
  onExpired: (listener: (unsent: string[], transcript: readonly ChatMessage[]) => void) => () => void;
  onClose?: () => void;
}

export function ChatPage({ api, connection, session, preferences, onExpired, onClose }: ChatPageProps) {
  const snapshot = useSyncExternalStore(connection.subscribe, connection.snapshot);
  const [draft, setDraftState] = useState(() => session.get(DRAFT_KEY) ?? "");
  const [largeText, toggleLargeText] = useLargeText(preferences);
  const [past, setPast] = useState<Row[]>([]);
  const [signs] = useState(() => new Signs((activity) => connection.tell(activity)));
  const beside = snapshot.owner === "agent";

  const setDraft = useCallback(
    (text: string) => {
      setDraftState(text);
      session.set(DRAFT_KEY, text || null);
      // Only for the person who answers.
      if (beside) signs.writes(text);
    },
    [session, signs, beside],
  );

  const say = useCallback((text: string) => void connection.send({ text }, text), [connection]);
  const press = useCallback(
    (button: Button) => void connection.send({ payload: button.payload }, button.title),
    [connection],
  );
  const retry = useCallback((clientId: string) => connection.retry(clientId), [connection]);
  const discard = useCallback((clientId: string) => connection.discard(clientId), [connection]);

  useEffect(
    () =>
      onExpired((unsent, transcript) => {
        setDraftState((typed) => {
          const kept = [...unsent, typed].filter(Boolean).join("\n");
          session.set(DRAFT_KEY, kept || null);
          return kept;
        });
        setPast((older) => archive(older, transcript, unsent.length > 0));
      }),
    [onExpired, session],
  );

  const upload = useCallback(
    async (file: File, onProgress: (share: number) => void) =>
      (await connection.authorised((token) => api.upload(token, file, onProgress))).attachment_id,
    [api, connection],
  );
  const [previews, addPreview] = usePreviews(api, connection, snapshot.messages);
  const uploaded = useCallback(
    (attachmentId: string, file: File) => {
      addPreview(attachmentId, file);
      connection.send({ attachment_id: attachmentId }, file.name);
    },
    [connection, addPreview],
  );
  const files = useUploads(upload, uploaded);

  const lastSeq = snapshot.messages[snapshot.messages.length - 1]?.seq ?? 0;
  useEffect(() => {
    if (!beside) return;
    const show = (): void => {
      if (document.visibilityState === "visible") signs.shows(lastSeq);
    };
    show();
    document.addEventListener("visibilitychange", show);
    return () => document.removeEventListener("visibilitychange", show);
  }, [beside, lastSeq, signs]);

  const fetchFile = useCallback(
    async (id: string, name: string) => {
      const content = await connection.authorised((token) => api.attachment(token, id));
      const address = URL.createObjectURL(content);
      const link = Object.assign(document.createElement("a"), { href: address, download: name });
      link.click();
      URL.revokeObjectURL(address);
    },
    [api, connection],
  );

  const rows = useMemo(
    () => [
      ...past,
      ...rowsOf(snapshot, { previews, onButton: press, onRetry: retry, onDiscard: discard, onFile: fetchFile }),
    ],
    [past, snapshot, previews, press, retry, discard, fetchFile],
  );

  const { owner, busy, loaded, messages } = snapshot;
  const closed = owner === "closed";
  // Writing to a closed conversation opens it again, with the bot.
  const free = owner === "bot" || closed;
  const asked = currentAsk(snapshot);
  const fitted = asked && (asked.ask.input === "file" || fieldOf(asked.ask)) ? asked : null;
  const agent = owner === "agent" ? (findLast(messages, (message) => message.sender === "agent")?.agent ?? null) : null;
  const spoken = messages.some((message) => message.sender === "customer");

  const send = (): void => {
    say(draft.trim());
    setDraft("");
  };

  return (
    <div className="page">
      <a className="skip" href="#composer">
        {zh.skip}
      </a>
      <Header owner={owner} agent={agent} largeText={largeText} onLargeText={toggleLargeText} onClose={onClose} />
      <main className="chat">
        <Notices notices={snapshot.notices} session={session} />
        <LinkBanner refused={snapshot.linkRefused} />
        <ConnectionBanner state={snapshot.state} onRetry={() => connection.nudge()} />
        <MessageList
          before={
            <>
              <Welcome onChoose={say} disabled={!free} />
              {!loaded && rows.length === 0 && <Skeleton />}
            </>
          }
          rows={rows}
          typing={snapshot.state !== "online" ? null : busy && owner === "bot" ? "bot" : beside && snapshot.typing ? "agent" : null}
          after={
            (closed || ratingAsked(snapshot)) && (
              <RatingPanel
                onRate={async (rating) => void (await connection.authorised((token) => api.rate(token, rating)))}
              />
            )
          }
        />
      </main>
      <footer className="footer">
        {owner === "queue" && <QueueStatus queue={snapshot.queue} offers={queueOffers(snapshot)} onButton={press} />}
        {fitted && (
          <AskPanel
            key={fitted.seq}
            ask={fitted.ask}
            question={fitted.question}
            onSay={say}
            onButton={press}
            onFiles={files.add}
          />
        )}
        {free && !fitted && spoken && <QuickServices onChoose={say} disabled={false} />}
        <Composer
          draft={draft}
          placeholder={placeholderOf(owner, asked?.ask ?? null, !!fitted || asked?.ask.input === "choice")}
          uploads={files.uploads}
          hint={files.hint}
          seen={beside}
          onDraft={setDraft}
          onSend={send}
          onFiles={files.add}
          onUploadRetry={files.retry}
          onUploadCancel={files.cancel}
          onHintClose={files.clearHint}
        />
      </footer>
    </div>
  );
}

function placeholderOf(owner: string, ask: { slot: string } | null, answerable: boolean): string {
  if (owner === "agent" || owner === "queue") return zh.composer.placeholderAgent;
  if (owner === "closed") return zh.composer.placeholderClosed;
  if (answerable) return zh.composer.placeholderAsk;
  return (ask && zh.ask.labels[ask.slot]) ?? zh.composer.placeholder;
}

/** The conversation that ran out stays readable above a line; nothing in it can be pressed any more. */
function archive(older: Row[], transcript: readonly ChatMessage[], kept: boolean): Row[] {
  const at = new Date().toISOString();
  const line = (text: string, key: string): Row => ({
    key: `past-${older.length}-${key}`,
    active: false,
    message: { seq: 0, at, sender: "system", type: "notice", text, buttons: [], ask: null, card: null, source: null },
  });
  const said = transcript.map((message): Row => ({ key: `past-${older.length}-${message.seq}`, message, active: false }));
  return [
    ...older,
    ...said,
    ...(said.length ? [line(zh.list.previous, "line")] : []),
    line(zh.list.expired + (kept ? zh.list.kept : ""), "expired"),
  ];
}

function Skeleton() {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{zh.list.loading}</span>
      <i />
      <i />
      <i />
    </div>
  );
}
