/** Figures of models in people's words. */

import { entityName, intentName } from "../names";
import type { Compared, Figure, Gate, Reason } from "./releaseTypes";

interface Named {
  title: string;
  /** What it means to a trainer. */
  hint: string;
  unit: "share" | "ms";
}

export const FIGURES: Record<string, Named> = {
  accuracy: { title: "听懂的比例", hint: "评测集里每一句，意图认得对不对", unit: "share" },
  macro_f1: { title: "各意图平均", hint: "每个意图同样重要时听懂得怎样，小意图也算数", unit: "share" },
  faq_hit_1: { title: "问答答对", hint: "问问题的句子，第一个答案就是对的", unit: "share" },
  faq_hit_3: { title: "问答前三里有", hint: "前三个候选答案里有对的", unit: "share" },
  out_of_scope_recall: { title: "不该答的没答", hint: "业务以外的话，认得出来的比例", unit: "share" },
  out_of_scope_false_rate: { title: "该答的没答", hint: "业务以内的话，被错当成业务以外", unit: "share" },
  unsure_rate: { title: "拿不准而反问", hint: "要请客户再说清楚的比例", unit: "share" },
  calibration_error: { title: "把握的误差", hint: "它说有九成把握时，是不是真对九成", unit: "share" },
  cross_validation: { title: "交叉验证", hint: "训练数据自己的说法是不是互相矛盾", unit: "share" },
  latency_p50: { title: "听一句要多久", hint: "一半的句子在这么多毫秒内听完", unit: "ms" },
  latency_p95: { title: "慢的时候要多久", hint: "二十句里有十九句在这么多毫秒内听完", unit: "ms" },
};

export const figureTitle = (name: string): string => FIGURES[name]?.title ?? name;

/** `0.9312` → `93.1%`; nothing measured: a dash. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? "—" : `${(value * 100).toFixed(1)}%`;

/** A difference of shares in percentage points, with its sign; no change has none. */
export function change(delta: number | null): string {
  if (delta === null) return "—";
  const points = (Math.abs(delta) * 100).toFixed(1);
  return points === "0.0" ? "0" : `${delta > 0 ? "+" : "−"}${points}`;
}

export function valueText(name: string, value: number | null | undefined): string {
  if (FIGURES[name]?.unit !== "ms") return percent(value);
  return value === null || value === undefined ? "—" : `${value.toFixed(1)} 毫秒`;
}

export function deltaText({ name, delta }: Figure): string {
  if (FIGURES[name]?.unit !== "ms" || delta === null) return change(delta);
  return Math.abs(delta) < 0.05 ? "0" : `${delta > 0 ? "+" : "−"}${Math.abs(delta).toFixed(1)}`;
}

/** How much worse is let through; `—`: the figure does not decide. */
export function marginText({ name, margin }: Figure): string {
  if (margin === null) return "不作门槛";
  return FIGURES[name]?.unit === "ms" ? `${margin.toFixed(1)} 毫秒` : `${(margin * 100).toFixed(1)} 个百分点`;
}

/** Which way a figure went, as customers feel it; `same` also where one of the two is not known. */
export function course({ delta, better }: Pick<Figure, "delta" | "better">): "better" | "worse" | "same" {
  if (delta === null || Math.abs(delta) < 0.0005) return "same";
  return (delta > 0) === (better === "higher") ? "better" : "worse";
}

/** How many rows of an intent are wrong now that were right, less those the other way round. */
export function netWrong(gate: Pick<Gate, "flipped">, intent: string): number {
  const mine = gate.flipped.filter(({ truth }) => truth === intent);
  return mine.filter(({ now }) => now === "wrong").length - mine.filter(({ now }) => now === "right").length;
}

/** One reason as a sentence without a full stop. */
export function reasonText(reason: Reason, gate: Pick<Gate, "flipped" | "intents" | "remembered">): string {
  const { code, what, live, candidate } = reason;
  const from = `从 ${valueText(code, live)} 变成 ${valueText(code, candidate)}`;
  if (code === "no_evaluation") return "还没有和线上模型比较过";
  if (code === "no_rows") return "评测集是空的，没法比较";
  if (code === "golden") return `标准对话「${what ?? ""}」走不通了`;
  if (code === "entity") return `「${entityName(what ?? "")}」这类信息找得不如以前，${from}`;
  if (code === "known") {
    const found = gate.remembered?.find(({ intent }) => intent === what);
    const many = found ? `，${found.known} 条里 ${found.known - found.kept} 条` : "";
    return `「${intentName(what ?? "")}」里训练过的说法听不懂了${many}，可能有一批标错了`;
  }
  if (code === "intent") {
    const wrong = netWrong(gate, what ?? "");
    const support = gate.intents.find(({ intent }) => intent === what)?.support;
    return wrong > 0 && support
      ? `「${intentName(what ?? "")}」认错变多了，${support} 条里多错 ${wrong} 条`
      : `「${intentName(what ?? "")}」认得不如以前，${from}`;
  }
  if (live === null) return `「${figureTitle(code)}」只有 ${valueText(code, candidate)}，还不到要求`;
  return `「${figureTitle(code)}」${from}`;
}

/** The verdict in one sentence. */
export function verdictText(gate: Pick<Gate, "verdict" | "reasons" | "flipped" | "intents" | "against" | "remembered">): string {
  const [first, ...rest] = gate.reasons;
  if (gate.verdict === "green") return gate.against ? "可以发布：没有一项比线上模型差得超出允许" : "可以发布：各项都达到要求";
  const why = first ? reasonText(first, gate) : "";
  if (gate.verdict === "missing") return `还不能发布：${why || "还没有和线上模型比较过"}`;
  return `不能发布：${why}${rest.length > 0 ? `，另有 ${rest.length} 处` : ""}`;
}

/** So few conversations tell nothing. */
export const LEAST = 50;
const SURE = 1.96;

export const COMPARED: Record<Compared["name"], { title: string; better: "higher" | "lower" | null; share: boolean }> = {
  conversations: { title: "会话数", better: null, share: false },
  containment: { title: "不用转人工就办完", better: "higher", share: true },
  rating: { title: "客户评分", better: "higher", share: false },
  handoff: { title: "转了人工", better: "lower", share: true },
  missed: { title: "没听懂", better: "lower", share: true },
  turns: { title: "每次会话几句", better: null, share: false },
};

export function comparedText(name: Compared["name"], value: number | null): string {
  if (value === null) return "—";
  if (COMPARED[name].share) return percent(value);
  return name === "conversations" ? String(value) : value.toFixed(1);
}

/** What the difference tells: whether it could be chance is told for shares only (two proportions, 95 %). */
export function tells({ name, live, candidate }: Compared): { text: string; tone: "good" | "bad" | "none" } {
  const { better, share } = COMPARED[name];
  if (better === null) return { text: "", tone: "none" };
  if (live.value === null || candidate.value === null || Math.min(live.n, candidate.n) < LEAST)
    return { text: "还太少，看不出差别", tone: "none" };
  const delta = candidate.value - live.value;
  if (!share) return { text: Math.abs(delta) < 0.1 ? "差不多" : delta > 0 ? "高一些" : "低一些", tone: "none" };
  const all = (live.value * live.n + candidate.value * candidate.n) / (live.n + candidate.n);
  const spread = Math.sqrt(all * (1 - all) * (1 / live.n + 1 / candidate.n));
  if (spread === 0 || Math.abs(delta) < SURE * spread) return { text: "看不出差别", tone: "none" };
  return delta > 0 === (better === "higher") ? { text: "更好", tone: "good" } : { text: "更差", tone: "bad" };
}
