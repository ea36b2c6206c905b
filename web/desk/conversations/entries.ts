/** What a transcript shows from top to bottom: messages, days, and what staff wrote beside them. Pure. */

import type { DeskMessage, Detail, Note } from "../types";

export type Entry =
  | { kind: "day"; key: string; text: string }
  | { kind: "message"; key: string; message: DeskMessage; state: Arrival | null }
  | { kind: "note"; key: string; note: Note };

/** How far a message of the desk has come. */
export type Arrival = "sent" | "delivered" | "read";

const ZONE = "Asia/Shanghai";

export function entriesOf(
  { transcript, notes, arrived_seq, read_seq }: Pick<Detail, "transcript" | "notes" | "arrived_seq" | "read_seq">,
  now: Date,
): Entry[] {
  const entries: Entry[] = [];
  const beside = [...(notes ?? [])].sort((a, b) => a.after_seq - b.after_seq || a.at.localeCompare(b.at));
  let day = "";
  const add = (at: string, entry: Entry): void => {
    const text = dayOf(at, now);
    if (text !== day) entries.push({ kind: "day", key: `day-${entry.key}`, text });
    day = text;
    entries.push(entry);
  };
  const notesUpTo = (seq: number): void => {
    while (beside[0] && beside[0].after_seq < seq) {
      const note = beside.shift() as Note;
      add(note.at, { kind: "note", key: `note-${note.id}`, note });
    }
  };
  for (const message of transcript) {
    notesUpTo(message.seq);
    const ours = message.sender === "agent" && !message.undelivered;
    const state = ours ? arrivalOf(message.seq, arrived_seq ?? 0, read_seq ?? 0) : null;
    add(message.at, { kind: "message", key: String(message.seq), message, state });
  }
  notesUpTo(Number.POSITIVE_INFINITY);
  return entries;
}

function arrivalOf(seq: number, arrived: number, read: number): Arrival {
  if (seq <= read) return "read";
  return seq <= arrived ? "delivered" : "sent";
}

/** `今天`, `昨天`, `11月20日 星期五`; with the year where it is not this one. */
export function dayOf(at: string, now: Date): string {
  const day = (date: Date): string => new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(date);
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  if (day(date) === day(now)) return "今天";
  if (day(date) === day(new Date(now.getTime() - 86_400_000))) return "昨天";
  const far = day(date).slice(0, 4) !== day(now).slice(0, 4);
  return new Intl.DateTimeFormat("zh-CN", {
    timeZone: ZONE,
    month: "long",
    day: "numeric",
    weekday: "long",
    ...(far ? { year: "numeric" } : {}),
  }).format(date);
}
