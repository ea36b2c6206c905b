/** Canned replies: finding one, and putting this customer's facts in. Pure. */

import type { Detail, User } from "../types";
import { queueText } from "../words";

export interface CannedReply {
  id: string;
  title: string;
  text: string;
  queue?: string | null;
  tags?: string[] | null;
  used?: number | null;
}

export const VARIABLES: Record<string, string> = {
  customer: "客户称呼",
  agent: "客服姓名",
  policy_no: "保单号",
  claim_no: "案件号",
  queue: "技能组",
};

const VARIABLE = new RegExp(`\\{(${Object.keys(VARIABLES).join("|")})\\}`, "g");

/** With what is known put in; what is not, or not for certain, stays in its braces. */
export function filled(text: string, detail: Detail, user: User | null): string {
  const told = (slot: string): string | null => {
    const value = detail.dossier?.slots?.[slot];
    return typeof value === "string" ? value : null;
  };
  const only = (rows: Record<string, unknown>[] | null | undefined, field: string): string | null =>
    rows?.length === 1 && typeof rows[0]?.[field] === "string" ? (rows[0][field] as string) : null;
  const known: Record<string, string | null | undefined> = {
    // The card has the name masked: an agent writes how the customer wants to be called.
    customer: null,
    agent: user?.name,
    policy_no: told("policy_no") ?? only(detail.customer?.policies, "policy_no"),
    claim_no: told("claim_no") ?? only(detail.customer?.claims, "claim_no"),
    queue: queueText(detail.queue),
  };
  return text.replace(VARIABLE, (braces, name: string) => known[name] || braces);
}

/** The variables that are still to be filled, each once. */
export function unfilled(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((found) => found[1] ?? ""))];
}

/** Where the first open variable stands. */
export function firstUnfilled(text: string): [from: number, to: number] | null {
  const found = new RegExp(VARIABLE.source).exec(text);
  return found ? [found.index, found.index + found[0].length] : null;
}

/** Those that hold every word of `words`: of this queue first, then the most used. */
export function matching(replies: CannedReply[], words: string, queue: string | null | undefined): CannedReply[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const ours = (reply: CannedReply): number => (reply.queue === queue ? 0 : reply.queue ? 2 : 1);
  return replies
    .filter((reply) => {
      const all = [reply.title, reply.text, ...(reply.tags ?? [])].join("\n").toLowerCase();
      return wanted.every((word) => all.includes(word));
    })
    .sort((a, b) => ours(a) - ours(b) || (b.used ?? 0) - (a.used ?? 0));
}
