/** Which page of the desk is shown. The address keeps it (`#wall`, `#conversations/ID`), so a reload stays and a link leads there. */

import type { User } from "./types";

export type Page =
  | "conversations"
  | "complaints"
  | "requests"
  | "tasks"
  | "wall"
  | "quality"
  | "reports"
  | "search"
  | "coaching"
  | "administration";

export interface Place {
  page: Page;
  /** What of the page: a tab, a number. */
  rest: string[];
}

export const PAGE_NAMES: Record<Page, string> = {
  conversations: "会话",
  complaints: "投诉",
  requests: "待办",
  tasks: "任务",
  wall: "看板",
  quality: "质检",
  reports: "报表",
  search: "检索",
  coaching: "培训",
  administration: "管理",
};

const PAGES = Object.keys(PAGE_NAMES) as Page[];
const SENIOR = new Set<Page>(["wall", "administration"]);

export const supervises = (user: User | null): boolean =>
  user?.role === "supervisor" || user?.role === "admin";

/** In the order of the rail. */
export const pagesFor = (user: User): Page[] =>
  PAGES.filter((page) => supervises(user) || !SENIOR.has(page));

/** Where an address leads; anything unknown, or not for this person, to the conversations. */
export function placeOf(hash: string, user: User): Place {
  const [first = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  const page = pagesFor(user).find((each) => each === first);
  return page ? { page, rest } : { page: "conversations", rest: [] };
}

export const hashOf = (page: Page, ...rest: string[]): string =>
  page === "conversations" && rest.length === 0 ? "" : `#${[page, ...rest].join("/")}`;
