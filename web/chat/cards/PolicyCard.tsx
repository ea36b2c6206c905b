import type { PolicyCard as Content } from "@shared/api";
import { formatDate, formatMoney } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { CardShell, Fields, type Tone } from "./CardShell";

const TONES: Record<string, Tone> = { in_force: "good", suspended: "wait" };

export function PolicyCard({ card }: { card: Content }) {
  const words = zh.cards;
  return (
    <CardShell
      kind="policy"
      icon="policy"
      title={card.product}
      status={words.policyStatus[card.status] ?? card.status}
      tone={TONES[card.status]}
    >
      <Fields
        rows={[
          [words.sumInsured, card.sum_insured && formatMoney(card.sum_insured), true],
          [words.premium, card.premium && formatMoney(card.premium)],
          [words.effectiveOn, card.effective_on && formatDate(card.effective_on)],
          [words.expiresOn, card.expires_on && formatDate(card.expires_on)],
          [words.nextDueOn, card.next_due_on && formatDate(card.next_due_on)],
          [words.policyNo, card.policy_no],
        ]}
      />
    </CardShell>
  );
}
