import { formatMoment } from "@shared/format";
import { useEffect, useState } from "react";
import type { Duty } from "./complaintTypes";
import { DUTIES, leftText, toneOf } from "./complaintWords";

/** The time, moving on twice a minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 30_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}

/** What is due next and how much time is left; the words say what the colour does. */
export function DueChip({ duty, now }: { duty: Duty; now: number }) {
  return (
    <time
      className={`chip chip-${toneOf(duty, now)} num`}
      dateTime={duty.due_at}
      title={`${DUTIES[duty.code]}期限：${formatMoment(duty.due_at)}`}
      data-testid="due-chip"
    >
      {DUTIES[duty.code]} · {leftText(duty, now)}
    </time>
  );
}
