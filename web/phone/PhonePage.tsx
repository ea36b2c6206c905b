import { findLast } from "@shared/arrays";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Backstage } from "./Backstage";
import { Bottom } from "./Bottom";
import { Icon } from "./Icon";
import type { Line } from "./line";
import { failure, Messages } from "./Messages";
import { words } from "./words";

export function PhonePage({ line }: { line: Line }) {
  const snapshot = useSyncExternalStore(line.subscribe, line.snapshot);
  const [slow, setSlow] = useState(false);
  const [open, setOpen] = useState(false);
  const { state, screen, outgoing } = snapshot;
  const failed = findLast(outgoing, (item) => item.state === "failed");

  if (state === "absent") {
    return (
      <main className="absent">
        <h1>{words.absent}</h1>
        <p>{words.absentHint}</p>
      </main>
    );
  }

  const follow = (): void => line.act({ kind: "follow" }, "", slow);
  const unfollow = (): void => {
    line.act({ kind: "unfollow" }, "", false);
    setOpen(false);
  };

  return (
    <div className="stage">
      <main className="phone" aria-label={words.phoneLabel}>
        <header className="bar">
          <h1>
            {screen?.followed && screen.typing && state === "online" ? (
              <span role="status">{words.typing}</span>
            ) : (
              (screen?.account ?? "")
            )}
          </h1>
          <button type="button" className="more" aria-label={words.more} aria-expanded={open} onClick={() => setOpen(true)}>
            <Icon name="more" weight={2.6} />
          </button>
        </header>
        {state === "away" && (
          <p className="banner" role="alert">
            {words.away}
            <button type="button" onClick={() => line.nudge()}>
              {words.retryNow}
            </button>
          </p>
        )}
        {!screen && (
          <div className="empty" role="status">
            {state === "loading" && words.loading}
          </div>
        )}
        {screen && !screen.followed && (
          <Profile
            name={screen.account}
            note={snapshot.renewed ? words.renewed : words.demo}
            failed={failed ? failure(failed) : null}
            onFollow={follow}
          />
        )}
        {screen?.followed && (
          <>
            <Messages
              snapshot={snapshot}
              onItem={(item) => line.act({ kind: "item", value: item.id, title: item.title }, item.title, slow)}
              onRetry={(clientId) => line.retry(clientId)}
              onDiscard={(clientId) => line.discard(clientId)}
            />
            <Bottom
              menu={screen.menu}
              onSay={(text) => line.act({ kind: "text", value: text }, text, slow)}
              onPicture={(file) => line.sendPicture(file, slow)}
              onClick={(key) => line.act({ kind: "click", value: key }, "", slow)}
            />
          </>
        )}
      </main>
      <Aside open={open} onClose={() => setOpen(false)}>
        <h2 className="title">{words.title}</h2>
        <p className="lead">{words.lead}</p>
        <div className="controls">
          {screen?.followed ? (
            <>
              <button type="button" onClick={unfollow} data-testid="unfollow">
                {words.unfollow}
              </button>
              <span className="hint">{words.unfollowHint}</span>
            </>
          ) : (
            <>
              <button type="button" className="primary" onClick={follow} disabled={!screen}>
                {words.follow}
              </button>
              <span className="hint">{words.followHint}</span>
            </>
          )}
          <label className="switch">
            <input type="checkbox" role="switch" checked={slow} onChange={(event) => setSlow(event.target.checked)} />
            <i aria-hidden="true" />
            {words.slow}
          </label>
          <span className="hint">{words.slowHint}</span>
        </div>
        {screen && <Backstage screen={screen} />}
      </Aside>
    </div>
  );
}

interface ProfileProps {
  name: string;
  note: string;
  failed: string | null;
  onFollow: () => void;
}

function Profile({ name, note, failed, onFollow }: ProfileProps) {
  return (
    <div className="profile">
      <span className="face face-large" aria-hidden="true">
        <Icon name="sprout" size="2.5rem" />
      </span>
      <p className="profile-name">{name}</p>
      <p className="hint">{words.account}</p>
      <p>{words.profile}</p>
      <button type="button" className="primary" onClick={onFollow} data-testid="follow">
        {words.follow}
      </button>
      {failed ? (
        <p className="profile-note" role="alert">
          {failed}
        </p>
      ) : (
        <p className="profile-note">{note}</p>
      )}
    </div>
  );
}

/** Beside the phone where there is room, a sheet over it where there is none. */
function Aside({ open, onClose, children }: { open: boolean; onClose: () => void; children: ReactNode }) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    close.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open, onClose]);
  return (
    <aside className={open ? "aside open" : "aside"}>
      <button type="button" ref={close} className="close" aria-label={words.close} onClick={onClose}>
        <Icon name="close" />
      </button>
      {children}
    </aside>
  );
}
