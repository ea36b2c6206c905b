import type { Button, QueuePosition } from "@shared/api";
import type { ConnectionState } from "@shared/connection";
import { formatWait } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { useEffect, useState } from "react";

/** A blink of the network is not worth a word. */
const PATIENCE_MS = 1200;

export function ConnectionBanner({ state, onRetry }: { state: ConnectionState; onRetry: () => void }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (state !== "connecting") return setLate(false);
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  if (state !== "offline" && !late) return null;
  return (
    <div className="connection-banner" role="status" data-testid="connection-banner" data-state={state}>
      <span>{state === "offline" ? zh.connection.offline : zh.connection.connecting}</span>
      {state === "offline" && (
        <button type="button" className="link" onClick={onRetry}>
          {zh.connection.retry}
        </button>
      )}
    </div>
  );
}

export function LinkBanner({ refused }: { refused: boolean }) {
  if (!refused) return null;
  return (
    <div className="connection-banner" role="alert" data-testid="link-banner">
      <span>{zh.connection.linkRefused}</span>
    </div>
  );
}

interface QueueStatusProps {
  queue: QueuePosition | null;
  /** What may be done instead of waiting, where it is no longer within reach in the transcript. */
  offers: Button[];
  onButton: (button: Button) => void;
}

export function QueueStatus({ queue, offers, onButton }: QueueStatusProps) {
  const wait = queue?.estimated_wait_s;
  return (
    <div className="queue-status" role="status" data-testid="queue-status">
      <span className="pulse" aria-hidden="true" />
      <p>
        <span className="num">{queue ? zh.queue.position(queue.position - 1) : zh.queue.waiting}</span>
        {wait !== null && wait !== undefined && <small className="num">{zh.queue.wait(formatWait(wait))}</small>}
      </p>
      {offers.length > 0 && (
        <span className="queue-offers">
          {offers.map((button) => (
            <button key={button.payload} type="button" className="link" onClick={() => onButton(button)}>
              {zh.queue.offers[button.payload] ?? button.title}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
