import { useEffect, useState } from "react";

/** Counts up from `since`: `2:05`, `1:02:05`. From three minutes on in the warning colour. */
export function Waiting({ since }: { since?: string | null }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const start = since ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(start)) return null;
  const seconds = Math.max(0, Math.floor((now - start) / 1000));
  return (
    <time className={seconds >= 180 ? "waiting-long" : undefined} dateTime={`PT${seconds}S`} title="已等待">
      {clock(seconds)}
    </time>
  );
}

export function clock(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
