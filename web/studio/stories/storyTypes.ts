/** Rules, stories and test conversations as forms. */

export type Kind = "rule" | "story" | "test";

export type FlowStep =
  | { kind: "intent"; name: string; entities?: unknown }
  | { kind: "action"; name: string }
  | { kind: "slot"; name: string; value: unknown }
  | { kind: "loop"; name: string | null }
  /** What a form has no fields for; it stays as it is. */
  | { kind: "other"; value: unknown };

/** What a customer says or presses, and what is expected then; what is absent is not looked at. */
export interface TurnStep {
  kind: "turn";
  says?: string;
  presses?: string;
  asks?: string | null;
  templates?: string[];
  cards?: string[];
  hears?: string[];
  hears_not?: string[];
}

export type Step = FlowStep | TurnStep;

export interface StoryText {
  kind: Kind;
  name: string;
  file: string;
  conditions: Step[];
  steps: Step[];
  /** The demo customer that a test is said by. */
  person?: string | null;
}

export interface Story extends StoryText {
  id: string;
  version: string;
}

export interface StoryListed {
  id: string;
  kind: Kind;
  name: string;
  file: string;
  steps: number;
}

export interface Vocabulary {
  intents: string[];
  actions: string[];
  slots: string[];
  loops: string[];
  responses: string[];
}

export interface Problem {
  severity: "error" | "warning";
  text: string;
  file: string | null;
}

export const KINDS: Record<Kind, string> = { rule: "规则", story: "故事", test: "测试对话" };

export const CARDS: Record<string, string> = {
  policy: "保单卡片",
  claim: "理赔卡片",
  complaint: "投诉卡片",
  renewal: "缴费卡片",
  handoff: "转人工卡片",
};
