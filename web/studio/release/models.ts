/** Models as people speak of them, and who may do what with them. */

import { formatMoment } from "@shared/format";
import type { User } from "../../staff/types";
import type { Change } from "../types";
import type { Model, ModelState, Release, ReleaseState } from "./releaseTypes";

export const STATES: Record<ModelState, string> = {
  candidate: "待批准",
  approved: "已批准",
  shadow: "影子观察",
  canary: "灰度中",
  live: "线上",
  retired: "用过",
  withdrawn: "已撤下",
};

/** `11月22日 14:30 的模型` */
export const modelName = (model: Pick<Model, "trained_at">): string => `${formatMoment(model.trained_at)} 的模型`;
export const shortId = (id: string): string => id.slice(0, 6);

/** `6f2a91`, where the file of a model in the history is gone. */
export function nameOf(id: string | null, models: readonly Model[]): string {
  const found = models.find((model) => model.id === id);
  return found ? modelName(found) : id ? `模型 ${shortId(id)}` : "—";
}

/** Changes a candidate has and the live model has not; null: the history read so far does not say. Newest first. */
export function changesBetween(
  changes: readonly Change[],
  live: string | null | undefined,
  candidate: string | null | undefined,
): Change[] | null {
  const newest = candidate ? changes.findIndex(({ id }) => id === candidate) : 0;
  const oldest = live ? changes.findIndex(({ id }) => id === live) : -1;
  if (newest < 0 || oldest < newest) return null;
  return changes.slice(newest, oldest);
}

/** Why this person may not approve; null: they may, as far as this page knows. */
export function hindrance(user: User, model: Model, since: readonly Change[] | null): string | null {
  if (model.gate === "red") return "比线上模型差，不能批准";
  if (model.gate === "missing") return "还没有和线上模型比较过，训练结束才能批准";
  if (model.trained_by === user.username) return "这是您训练的，请另一位同事来批准";
  if (since?.some(({ author }) => author.username === user.username)) return "里面有您的改动，请另一位同事来批准";
  return null;
}

export type Act = "approve" | "shadow" | "canary" | "live" | "stop" | "rollback";

/** What may be done with a model now, the most likely first. */
export function actsOf({ id, state }: Model, release: ReleaseState): Act[] {
  const free = (place: "canary" | "shadow"): Act[] => (release[place] === null || release[place] === id ? [place] : []);
  switch (state) {
    case "candidate":
    case "withdrawn":
      return ["approve"];
    case "approved":
    case "retired":
      return [...free("canary"), "live", ...free("shadow")];
    case "shadow":
      return [...free("canary"), "live", "stop"];
    case "canary":
      return ["live", "canary", "stop"];
    case "live":
      return release.previous ? ["rollback"] : [];
  }
}

/** Since when a model has been what it is, by the newest act that made it so. */
export const sinceOf = (releases: readonly Release[], model: string, act: Release["act"]): Release | undefined =>
  releases.find((release) => release.model === model && release.act === act);

export const ACTS: Record<Release["act"], string> = {
  approve: "批准",
  shadow: "开始影子观察",
  canary: "开始灰度",
  live: "正式上线",
  stop: "停止试用",
  rollback: "撤下，回到上一个",
};
