/** Waits by weekday and hour: what `/api/insights/waits` sends, and how it is read. */

import { NONE, countText, durationText, valueText } from "../numbers";

export interface Wait {
  queued: number;
  answered: number;
  /** null: of fewer than five cases. */
  median_s: number | null;
  gave_up: number | null;
}

/** `weekday`: 1 is Monday; `hour`: 0 to 23, of Shanghai. */
export interface Hour extends Wait {
  weekday: number;
  hour: number;
}

export interface Waits {
  from: string;
  to: string;
  all: Wait;
  hours: Hour[];
}

export type Figure = "median_s" | "queued" | "gave_up";

export const FIGURES: Record<Figure, string> = { median_s: "等多久", queued: "多少人", gave_up: "放弃率" };
export const MEANINGS: Record<Figure, string> = {
  median_s: "从排队到人工说第一句话，一半客户不超过的时长",
  queued: "开始排队的人次",
  gave_up: "人工接入前自己离开的占比",
};
export const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

export const figureText = (wait: Wait, figure: Figure): string => {
  if (figure === "queued") return countText(wait.queued);
  return figure === "median_s" ? valueText(wait.median_s, "seconds") : valueText(wait.gave_up, "percent");
};

/** As short as a cell: 45秒, 6分, 1.5时, 12%; of few cases how many there were. */
export function cellText(hour: Wait, figure: Figure): string {
  const value = hour[figure];
  if (value === null) return `${hour.queued}次`;
  if (figure === "queued") return String(value);
  if (figure === "gave_up") return `${Math.round(value)}%`;
  if (value < 60) return `${value}秒`;
  return value < 3600 ? `${Math.round(value / 60)}分` : `${(value / 3600).toFixed(1)}时`;
}

export const hourText = ({ weekday, hour }: Hour): string => `${WEEKDAYS[weekday - 1] ?? NONE} ${hour} 点`;

/** The hours of the day in which anybody queued, from the first to the last. */
export function openHours(hours: readonly Hour[]): number[] {
  const all = hours.map(({ hour }) => hour);
  const first = Math.min(...all);
  return all.length === 0 ? [] : Array.from({ length: Math.max(...all) - first + 1 }, (_, place) => first + place);
}

/** The worst hours first, by what is looked at; those of few cases have no figure to be worst by. */
export function worst(hours: readonly Hour[], figure: Figure, most = 3): Hour[] {
  return hours
    .filter((each) => (each[figure] ?? 0) > 0)
    .sort((a, b) => (b[figure] ?? 0) - (a[figure] ?? 0) || b.queued - a.queued)
    .slice(0, most);
}

/** One cell in words. */
export function cellWords(hour: Hour): string {
  const few = hour.median_s === null && hour.gave_up === null;
  const shown = few
    ? ["人次太少，只看数量"]
    : [
        hour.median_s === null ? null : `一半客户等了不到 ${durationText(hour.median_s)}`,
        hour.gave_up === null ? null : `放弃 ${valueText(hour.gave_up, "percent")}`,
      ];
  return [
    `${WEEKDAYS[hour.weekday - 1] ?? NONE} ${hour.hour}–${hour.hour + 1} 点`,
    `排队 ${countText(hour.queued)} 人次，接通 ${countText(hour.answered)} 人次`,
    ...shown.filter((each) => each !== null),
  ].join("\n");
}
