import type { Card, Owner, QueuePosition } from "@shared/api";
import { ClaimCard } from "./ClaimCard";
import { ComplaintCard } from "./ComplaintCard";
import { HandoffCard } from "./HandoffCard";
import { PolicyCard } from "./PolicyCard";
import { RenewalCard } from "./RenewalCard";

export interface CardViewProps {
  card: Card;
  live: { owner: Owner; queue: QueuePosition | null } | null;
}

/** A kind this page does not know yet shows nothing: the message's text always stands alone. */
export function CardView({ card, live }: CardViewProps) {
  switch (card.kind) {
    case "policy":
      return <PolicyCard card={card} />;
    case "claim":
      return <ClaimCard card={card} />;
    case "complaint":
      return <ComplaintCard card={card} />;
    case "renewal":
      return <RenewalCard card={card} />;
    case "handoff":
      return <HandoffCard card={card} live={live} />;
    default:
      return null;
  }
}
