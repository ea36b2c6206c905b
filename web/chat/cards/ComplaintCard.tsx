import type { ComplaintCard as Content } from "@shared/api";
import { formatMoment } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { CardShell, Fields } from "./CardShell";
import { Timeline } from "./Timeline";

/** The receipt: a number to quote and the three clocks the company has to keep. */
export function ComplaintCard({ card }: { card: Content }) {
  const words = zh.cards;
  const clocks: [string, string | null | undefined][] = [
    [words.respondBy, card.respond_by],
    [words.planBy, card.plan_by],
    [words.resolveBy, card.resolve_by],
  ];
  return (
    <CardShell
      kind="complaint"
      icon="complaint"
      title={words.complaint}
      status={words.complaintStatus[card.status] ?? card.status}
    >
      <Fields rows={[[words.receiptNo, card.receipt_no, true]]} />
      <ol className="clocks">
        {clocks.map(
          ([label, by]) =>
            by && (
              <li key={label}>
                <span>{label}</span>
                <time className="num" dateTime={by}>
                  {words.before(formatMoment(by))}
                </time>
              </li>
            ),
        )}
      </ol>
      <Timeline entries={card.timeline ?? []} names={words.complaintStatus} />
    </CardShell>
  );
}
