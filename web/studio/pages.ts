/** The pages of the studio, in the order of the rail. A page loads when somebody first opens it. */

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Role, User } from "../staff/types";
import type { Studio } from "./studio";

export interface PageProps {
  studio: Studio;
  user: User;
  /** What of the page its address names: `#knowledge/faq/claims.report_how` is `["faq", "claims.report_how"]`. */
  rest: string[];
}

interface StudioPage {
  /** The first part of the address. */
  key: string;
  /** On the rail: two or three characters. */
  name: string;
  title: string;
  /** Pages of one group stand together: teaching, releasing, coaching. */
  group: "teach" | "release" | "coach";
  roles: readonly Role[];
  page: LazyExoticComponent<ComponentType<PageProps>>;
}

const READERS: readonly Role[] = ["trainer", "supervisor", "admin"];

export const PAGES: readonly StudioPage[] = [
  {
    key: "inbox",
    name: "收件箱",
    title: "收件箱",
    group: "teach",
    roles: READERS,
    page: lazy(() => import("./inbox/InboxPage")),
  },
  {
    key: "knowledge",
    name: "知识",
    title: "知识",
    group: "teach",
    roles: READERS,
    page: lazy(() => import("./knowledge/KnowledgePage")),
  },
  {
    key: "stories",
    name: "故事",
    title: "故事与规则",
    group: "teach",
    roles: READERS,
    page: lazy(() => import("./stories/StoriesPage")),
  },
  {
    key: "changes",
    name: "改动",
    title: "改动记录",
    group: "teach",
    roles: READERS,
    page: lazy(() => import("./changes/ChangesPage")),
  },
  {
    key: "training",
    name: "训练",
    title: "训练",
    group: "release",
    roles: READERS,
    page: lazy(() => import("./training/TrainingPage")),
  },
  {
    key: "models",
    name: "发布",
    title: "模型与发布",
    group: "release",
    roles: READERS,
    page: lazy(() => import("./release/ModelsPage")),
  },
  {
    key: "trial",
    name: "试一试",
    title: "试一试",
    group: "release",
    roles: READERS,
    page: lazy(() => import("./trial/TrialPage")),
  },
  {
    key: "coaching",
    name: "培训",
    title: "培训",
    group: "coach",
    roles: READERS,
    page: lazy(() => import("./coaching/CoachingPage")),
  },
];

export const pagesFor = (user: User): StudioPage[] => PAGES.filter((page) => page.roles.includes(user.role));

/** Where an address leads; anything unknown to the first page of this person. Null: nothing here is for them. */
export function placeOf(hash: string, user: User): { page: StudioPage; rest: string[] } | null {
  const [key = "", ...rest] = hash.replace(/^#/, "").split("/").map(decoded);
  const pages = pagesFor(user);
  const page = pages.find((each) => each.key === key);
  if (page) return { page, rest };
  return pages[0] ? { page: pages[0], rest: [] } : null;
}

export const hashOf = (...parts: string[]): string => `#${parts.map(encodeURIComponent).join("/")}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** May change what the bot knows; others of the studio read. */
export const teaches = (user: User): boolean => user.role === "trainer" || user.role === "admin";
