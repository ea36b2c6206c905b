/** The shapes of coaching, for the desk's page and the studio's. */

export type Area = "product" | "service" | "compliance" | "communication" | "system";

export interface Entry {
  kind: "practice" | "quiz" | "lesson" | "role_play";
  area: Area;
  title: string;
  minutes: number;
  score: number | null;
  passed: boolean | null;
  at: string;
  by: string;
}

export interface Mine {
  minutes: number;
  target_minutes: number;
  alert_below_minutes: number;
  plan: { kind: "quiz" | "case"; id: string; title: string; due_on: string; done: boolean }[];
  cases: {
    id: string;
    title: string;
    area: Area;
    difficulty: number;
    mood: string;
    about: string;
    best: number | null;
  }[];
  quizzes: { id: string; title: string; area: Area; questions: number; pass_from: number; best: number | null }[];
  entries: Entry[];
  tour: boolean;
}

export interface Practice {
  id: string;
  username: string;
  case: string;
  title: string;
  about: string;
  mood: string;
  version: number;
  started_at: string;
  ended_at: string | null;
  ending: "satisfied" | "gave_up" | "complained" | "broken_off" | null;
  lines: { sender: "agent" | "customer"; text: string; at: string; faults: string[] }[];
  score: number | null;
  passed: boolean | null;
  marks: { what: string; points: number; of: number; line: number | null }[];
  comment: string | null;
  comment_by: string | null;
}

export interface QuizBegun {
  id: string;
  title: string;
  questions: { ask: string; choices: string[] }[];
}

export interface QuizDone {
  id: string;
  score: number;
  passed: boolean;
  questions: { ask: string; choices: string[]; chosen: number | null; right: number; source: string | null }[];
}

export interface Person {
  username: string;
  name: string;
  role: string;
  minutes: number;
  short: boolean;
  digital: boolean;
  plan_done: number;
  plan_all: number;
  last_at: string | null;
}

export interface People {
  people: Person[];
  target_minutes: number;
  alert_below_minutes: number;
  digital_coverage: number | null;
  digital_coverage_alert: number;
}

export interface PersonRecord {
  username: string;
  entries: Entry[];
  practices: { id: string; title: string; started_at: string; ending: Practice["ending"]; score: number | null }[];
}

export interface CaseStep {
  id: string;
  text: string;
  words: string;
  points: number;
  first: boolean;
  required: boolean;
  says: string | null;
}

export interface Case {
  id: string;
  title: string;
  area: Area;
  queue: string;
  difficulty: number;
  mood: string;
  about: string;
  opening: string[];
  steps: CaseStep[];
  impatient: string[];
  thanks: string;
  gives_up: string;
  facts: { id: string; asked: string; says: string }[];
  reactions: { words: string; says: string; costs: number }[];
  patience: number;
  complains: boolean;
}

export interface ShelvedCase {
  id: string;
  case: Case;
  ready: boolean;
  version: number;
  by: string | null;
}

/** One request, as the desk's and the studio's stores make it. */
export type Call = <T>(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown) => Promise<T>;
