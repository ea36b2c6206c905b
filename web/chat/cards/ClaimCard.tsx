import type { ClaimCard as Content } from "@shared/api";
import { formatDate, formatMoney, today } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { CardShell, Fields, type Tone } from "./CardShell";
import { Timeline } from "./Timeline";

const TONES: Record<string, Tone> = { docs_pending: "wait", await_agreement: "wait", approved: "good", paid: "good" };

export function ClaimCard({ card }: { card: Content }) {
  const words = zh.cards;
  const reported = card.status === "reported";
  const missing = card.missing_documents ?? [];
  const overdue = !!card.due_by && card.due_by.slice(0, 10) < today();
  return (
    <CardShell
      kind="claim"
      icon="claim"
      title={reported ? words.report : words.claim}
      status={words.claimStatus[card.status] ?? card.status}
      tone={TONES[card.status]}
    >
      <Fields
        rows={[
          [words.amountApproved, card.amount_approved && formatMoney(card.amount_approved), true],
          [words.claimNo, card.claim_no],
          [words.policyNo, card.policy_no],
        ]}
      />
      {missing.length > 0 && (
        <div className={overdue ? "missing missing-overdue" : "missing"}>
          <p className="missing-title">{reported ? words.missingReport : words.missing}</p>
          <ul>
            {missing.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
          {card.due_by && <p className="missing-due num">{words.dueBy(formatDate(card.due_by))}</p>}
        </div>
      )}
      <Timeline entries={card.timeline ?? []} names={words.claimStatus} />
    </CardShell>
  );
}
