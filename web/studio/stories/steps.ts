/** Steps in words, in order, and in a picture. */

import { actionName, intentName, slotName } from "../names";
import type { Kind, Step, TurnStep } from "./storyTypes";

export const isTurn = (step: Step): step is TurnStep => step.kind === "turn";

const valueText = (value: unknown): string => {
  if (value === null) return "空";
  if (value === true || value === false) return value ? "是" : "否";
  return String(value);
};

/** `客户：查理赔进度`, `在「核身问答」中` */
export function stepText(step: Step): string {
  switch (step.kind) {
    case "intent":
      return `客户：${intentName(step.name)}`;
    case "action":
      return `机器人：${actionName(step.name)}`;
    case "slot":
      return `${slotName(step.name)} 是 ${valueText(step.value)}`;
    case "loop":
      return step.name === null ? "问答结束" : `在「${actionName(step.name)}」中`;
    case "other":
      return "用文件写的一步";
    case "turn":
      return step.presses ? `客户点：${step.presses}` : `客户：${step.says ?? ""}`;
  }
}

/** A condition reads otherwise than a step: no loop means that nothing is under way. */
export const conditionText = (step: Step): string =>
  step.kind === "loop" && step.name === null ? "没有在办别的事" : stepText(step);

/** What a turn of a test expects, in words. */
export function expectedText(turn: TurnStep): string[] {
  return [
    ...(turn.templates ?? []).map((name) => `回答 ${name}`),
    ...(turn.cards ?? []).map((card) => `出现 ${card} 卡片`),
    ...(turn.hears ?? []).map((words) => `听到「${words}」`),
    ...(turn.hears_not ?? []).map((words) => `没有「${words}」`),
    ...(turn.asks === undefined ? [] : [turn.asks === null ? "不再追问" : `追问${slotName(turn.asks)}`]),
  ];
}

/** The list with the element at `from` at `to`. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length || from === to) return list;
  const left = list.filter((_, place) => place !== from);
  return [...left.slice(0, to), list[from] as T, ...left.slice(to)];
}

/** Steps a kind may have, as new ones. */
export function newSteps(kind: Kind, condition = false): { title: string; step: Step }[] {
  if (kind === "test") return [{ title: "客户说一句", step: { kind: "turn", says: "" } }];
  const state: { title: string; step: Step }[] = [
    { title: "记住的信息", step: { kind: "slot", name: "", value: null } },
    { title: condition ? "在不在问答里" : "进入或结束问答", step: { kind: "loop", name: null } },
  ];
  if (condition) return state;
  return [
    { title: "客户的意图", step: { kind: "intent", name: "" } },
    { title: "机器人的动作", step: { kind: "action", name: "" } },
    ...state,
  ];
}

/** Why it cannot be saved yet; null: nothing. */
export function storyProblem(name: string, steps: Step[]): string | null {
  if (!name.trim()) return "请写名称";
  if (steps.length === 0) return "至少要有一步";
  const open = steps.findIndex((step) =>
    isTurn(step) ? !(step.says?.trim() || step.presses?.trim()) : step.kind !== "loop" && step.kind !== "other" && !step.name,
  );
  return open < 0 ? null : `第 ${open + 1} 步还没有填`;
}

export interface Node {
  kind: "start" | "condition" | "customer" | "bot" | "state" | "end";
  lines: string[];
  /** What else is said of it, in small. */
  note?: string;
}

/** The picture of one: what has to hold, then one box a step. */
export function nodesOf(conditions: Step[], steps: Step[]): Node[] {
  const nodes: Node[] = [{ kind: "start", lines: ["开始"] }];
  if (conditions.length) nodes.push({ kind: "condition", lines: conditions.map(conditionText) });
  for (const step of steps) {
    if (isTurn(step)) {
      nodes.push({ kind: "customer", lines: [stepText(step)] });
      const expected = expectedText(step);
      if (expected.length) nodes.push({ kind: "bot", lines: expected });
    } else if (step.kind === "intent") nodes.push({ kind: "customer", lines: [stepText(step)], note: step.name });
    else if (step.kind === "action") nodes.push({ kind: "bot", lines: [stepText(step)], note: step.name });
    else nodes.push({ kind: "state", lines: [stepText(step)] });
  }
  return [...nodes, { kind: "end", lines: ["结束"] }];
}
