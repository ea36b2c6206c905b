import { clock, useClock } from "../clock";

const LONG_S = 180;

interface Props {
  since?: string | null;
  /** What the service level says; without one, three minutes are long. */
  level?: "warning" | "breach" | null;
}

/** Counts up from `since`: `2:05`, `1:02:05`. */
export function Waiting({ since, level }: Props) {
  const now = useClock();
  const start = since ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(start)) return null;
  const seconds = Math.max(0, Math.floor((now - start) / 1000));
  const tone = level ?? (seconds >= LONG_S ? "warning" : "fine");
  return (
    <time className={`waiting waiting-${tone}`} dateTime={`PT${seconds}S`} title="已等待">
      {clock(seconds)}
    </time>
  );
}

/** The customer waits for a reply: what is left until it is late, then how late it is. */
export function ReplyDue({ due, level }: { due?: string | null; level?: "warning" | "breach" | null }) {
  const now = useClock();
  const at = due ? Date.parse(due) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const late = now >= at;
  const seconds = Math.floor(Math.abs(at - now) / 1000);
  const tone = late ? "breach" : (level ?? "fine");
  return (
    <time className={`waiting waiting-${tone}`} dateTime={due ?? ""} title={late ? "回复已超时" : "回复时限"}>
      {late ? "超时 " : "待回复 "}
      {clock(seconds)}
    </time>
  );
}
