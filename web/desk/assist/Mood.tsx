import type { Mood } from "./assistTypes";

const MOODS: Record<Mood["flag"], string> = { calm: "平静", worried: "担心", angry: "不满", urgent: "紧急" };

/** Nothing for a calm customer. */
export function MoodTag({ mood }: { mood?: Mood | null }) {
  if (!mood || mood.flag === "calm") return null;
  return (
    <span className={mood.flag === "worried" ? "tag tag-warn" : "tag tag-danger"} title={mood.why ?? undefined} data-testid="mood">
      {MOODS[mood.flag]}
    </span>
  );
}

export const moodText = (mood: Mood): string => MOODS[mood.flag];
