/** Sums and gaps of what is past. Pure. */

import type { Breaches, By, History, Period } from "./pastTypes";

const STEP_MS: Record<By, number> = { hour: 3_600_000, day: 86_400_000 };

export const breachesOf = (breaches: Breaches): number =>
  breaches.first_response + breaches.reply + breaches.resolution;

export interface Slot {
  /** Milliseconds. */
  begins: number;
  /** null: nothing happened. */
  period: Period | null;
}

/** Every hour or day from the first to the last, those without anything as well; nothing of the future. */
export function slots({ since, until, by }: History, periods: Period[], now: number): Slot[] {
  const found = new Map(periods.map((period) => [Date.parse(period.begins), period]));
  const all: Slot[] = [];
  // Shanghai keeps one offset all the year, so every step is as long as the next.
  for (let at = Date.parse(since); at <= Math.min(Date.parse(until), now); at += STEP_MS[by])
    all.push({ begins: at, period: found.get(at) ?? null });
  return all;
}

export interface Sums {
  offered: number;
  answered: number;
  abandoned: number;
  transfers: number;
  breaches: number;
  contacts: number;
  contained: number;
}

/** Counts alone: means of different days cannot be put together without their weights. */
export function sums(periods: Period[]): Sums {
  const of = (count: (period: Period) => number): number => periods.reduce((sum, each) => sum + count(each), 0);
  return {
    offered: of((each) => each.offered),
    answered: of((each) => each.answered),
    abandoned: of((each) => each.abandoned),
    transfers: of((each) => each.transfers),
    breaches: of((each) => breachesOf(each.breaches)),
    contacts: of((each) => each.contacts ?? 0),
    contained: of((each) => each.contained ?? 0),
  };
}

export const share = (part: number, whole: number): number | null => (whole > 0 ? (100 * part) / whole : null);

/** By queue, in the order of their first appearance. */
export function byQueue(periods: Period[]): { queue: string; name: string; sums: Sums }[] {
  const queues = new Map<string, Period[]>();
  for (const period of periods) {
    if (period.queue === null) continue;
    queues.set(period.queue, [...(queues.get(period.queue) ?? []), period]);
  }
  return [...queues].map(([queue, of]) => ({ queue, name: of[0]?.name ?? queue, sums: sums(of) }));
}
