import type { RenewalCard as Content } from "@shared/api";
import { formatDate, formatMoney } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { CardShell, Fields } from "./CardShell";

/** 续保 is a new term after the end of cover; 续期 is the next premium of a running policy. */
export function RenewalCard({ card }: { card: Content }) {
  const words = zh.cards;
  const renewal = card.renewal_type === "renewal";
  return (
    <CardShell kind="renewal" icon="renewal" title={renewal ? words.renewal : words.instalment}>
      <Fields
        rows={[
          [renewal ? words.lastPremium : words.amount, card.amount && formatMoney(card.amount), true],
          [renewal ? words.coverEnds : words.dueOn, formatDate(card.due_on)],
          [words.graceUntil, card.grace_until && formatDate(card.grace_until)],
          [words.policyNo, card.policy_no],
        ]}
      />
    </CardShell>
  );
}
