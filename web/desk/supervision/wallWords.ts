/** Wording of the wall and what the numbers on it mean. */

import { presenceText } from "../words";
import type { Clock, Wall, WallAgent, WallQueue } from "./wallTypes";

export const WALL_TABS = [
  { key: "wall", label: "实时看板", hash: "#wall" },
  { key: "history", label: "历史", hash: "#wall/history" },
];

export const CLOCKS: Record<Clock, string> = {
  first_response: "首次响应",
  reply: "回复",
  resolution: "办结",
};

/** `离线`, `示闲`, `示忙 · 小休`: what a colleague does now. */
export const stateText = (agent: Pick<WallAgent, "state" | "reason" | "here">): string =>
  agent.here ? presenceText(agent) : "离线";

/** Ready first, who is away at the end; by name within, so that no row moves while conversations come and go. */
export function byPresence(agents: WallAgent[]): WallAgent[] {
  const rank = (agent: WallAgent): number => (!agent.here ? 2 : agent.state === "ready" ? 0 : 1);
  return [...agents].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "zh-CN"));
}

export interface Totals {
  waiting: number;
  longest_wait_s: number | null;
  ready: number;
  here: number;
  held: number;
  free_places: number;
  breaches: number;
  warnings: number;
}

/** Of all queues; an agent who knows several of them counts once. */
export function totals({ queues, agents }: Wall): Totals {
  const sum = (of: (queue: WallQueue) => number): number => queues.reduce((all, queue) => all + of(queue), 0);
  const waits = queues.filter((queue) => queue.waiting > 0).map((queue) => queue.longest_wait_s);
  const present = agents.filter((agent) => agent.here);
  const ready = present.filter((agent) => agent.state === "ready");
  return {
    waiting: sum((queue) => queue.waiting),
    longest_wait_s: waits.length > 0 ? Math.max(...waits) : null,
    ready: ready.length,
    here: present.length,
    held: agents.reduce((all, agent) => all + agent.held, 0),
    free_places: ready.reduce((all, agent) => all + Math.max(0, agent.capacity - agent.held), 0),
    breaches: sum((queue) => queue.breaches),
    warnings: sum((queue) => queue.warnings),
  };
}

/** Seconds as `0:45`, `1:02:05`; from a day on `2 天 3 小时`. */
export function spanText(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.round(seconds);
  if (whole >= 86_400) return `${Math.floor(whole / 86_400)} 天 ${Math.floor((whole % 86_400) / 3600)} 小时`;
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export const percentText = (share: number | null | undefined): string =>
  share === null || share === undefined ? "–" : `${Math.round(share)}%`;
