import type { HandoffCard as Content, Owner, QueuePosition } from "@shared/api";
import { formatWait } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { CardShell, Fields } from "./CardShell";

interface HandoffCardProps {
  card: Content;
  /** How things stand now, for the latest hand-off only: an old card must not show a stale place in the queue. */
  live: { owner: Owner; queue: QueuePosition | null } | null;
}

export function HandoffCard({ card, live }: HandoffCardProps) {
  const words = zh.cards;
  const waiting = live?.owner === "queue";
  const position = waiting ? (live.queue?.position ?? card.position) : null;
  const wait = waiting ? (live.queue?.estimated_wait_s ?? card.estimated_wait_s) : null;
  const status = waiting ? zh.header.queue : live?.owner === "agent" ? words.handoffDone : words.handoffOver;
  return (
    <CardShell
      kind="handoff"
      icon="agent"
      title={words.handoff}
      status={status}
      tone={waiting ? "wait" : live?.owner === "agent" ? "good" : "plain"}
    >
      <Fields
        rows={[
          [words.position, position ? words.positionValue(position) : null, true],
          [words.estimatedWait, wait === null || wait === undefined ? null : formatWait(wait)],
          [words.queueName, queueName(card.queue)],
        ]}
      />
    </CardShell>
  );
}

/** Internal names of skill groups are not for customers; one written in Chinese is. */
function queueName(name: string | null | undefined): string | null {
  if (!name) return null;
  return zh.queue.names[name] ?? (/\p{Script=Han}/u.test(name) ? name : null);
}
