import type { Card } from "@shared/api";
import { formatDate, formatMoment, formatMoney, formatWait } from "@shared/format";
import { kindText, queueText, statusText } from "../words";

/** A card the customer saw, as lines: an agent reads the facts, not the picture. */
export function CardSummary({ card }: { card: Card }) {
  return (
    <dl className="facts card" data-testid={`card-${card.kind}`}>
      <Fact name="卡片" value={kindText(card.kind)} />
      {lines(card).map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

export function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  if (value === null || value === undefined || value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}

type Line = [name: string, value: string | null | undefined];

const money = (value?: string | null): string | null => (value ? formatMoney(value) : null);
const date = (value?: string | null): string | null => (value ? formatDate(value) : null);
const moment = (value?: string | null): string | null => (value ? formatMoment(value) : null);

function lines(card: Card): Line[] {
  switch (card.kind) {
    case "policy":
      return [
        ["产品", card.product],
        ["保单号", card.policy_no],
        ["状态", statusText(card.kind, card.status)],
        ["保额", money(card.sum_insured)],
        ["保费", money(card.premium)],
        ["到期", date(card.expires_on)],
        ["下次缴费", date(card.next_due_on)],
      ];
    case "claim":
      return [
        ["案件号", card.claim_no],
        ["状态", statusText(card.kind, card.status)],
        ["核定金额", money(card.amount_approved)],
        ["还缺材料", card.missing_documents?.join("、")],
        ["期限", moment(card.due_by)],
      ];
    case "complaint":
      return [
        ["受理编号", card.receipt_no],
        ["状态", statusText(card.kind, card.status)],
        ["首次回应", moment(card.respond_by)],
        ["初步方案", moment(card.plan_by)],
        ["办结期限", moment(card.resolve_by)],
      ];
    case "renewal":
      return [
        ["保单号", card.policy_no],
        [card.renewal_type === "renewal" ? "保障到期" : "应缴日", date(card.due_on)],
        ["宽限期至", date(card.grace_until)],
        [card.renewal_type === "renewal" ? "上期保费" : "应缴金额", money(card.amount)],
      ];
    case "handoff":
      return [
        ["队列", queueText(card.queue)],
        ["排位", card.position ? `第 ${card.position} 位` : null],
        ["预计等待", card.estimated_wait_s == null ? null : formatWait(card.estimated_wait_s)],
      ];
  }
}
