import { formatDate, formatMoment } from "@shared/format";
import { memo } from "react";
import { useNow } from "./Due";
import type { Requests, RequestsSnapshot } from "./requests";
import type { RequestListed } from "./requestTypes";
import { KINDS, NOTHING, dueText, leftText, listRefusal, toneOf, wishedText } from "./requestWords";
import { WorkList, WorkRow } from "./WorkList";

interface Props {
  board: Requests;
  state: RequestsSnapshot;
}

export function RequestList({ board, state }: Props) {
  const now = useNow();
  const { rows, kind, listError } = state;
  const [title, hint] = NOTHING[kind];
  return (
    <WorkList
      label={KINDS[kind]}
      rows={rows}
      problem={listError && listRefusal(listError)}
      onRetry={listError === "forbidden" ? undefined : board.refresh}
      nothing={{ title, hint }}
      row={(r) => <Row key={r.no} board={board} r={r} now={now} selected={r.no === state.selected} />}
    />
  );
}

interface RowProps {
  board: Requests;
  r: RequestListed;
  now: number;
  selected: boolean;
}

const Row = memo(function Row({ board, r, now, selected }: RowProps) {
  return (
    <WorkRow
      id={r.no}
      testId="request-item"
      selected={selected}
      title={r.title}
      due={<RequestChip r={r} now={now} />}
      second={secondLine(r)}
      third={thirdLine(r)}
      onOpen={() => board.select(r.no)}
    />
  );
});

/** What is left of its time; the words say what the colour does. */
export function RequestChip({ r, now }: { r: RequestListed; now: number }) {
  return (
    <time
      className={`chip chip-${toneOf(r, now)} num`}
      dateTime={r.due_at}
      title={dueText(r)}
      data-testid="due-chip"
    >
      {leftText(r, now)}
    </time>
  );
}

function secondLine(r: RequestListed): string {
  const parts = {
    servicing: [r.policy_no ? `保单 ${r.policy_no}` : `客户号 ${r.customer_no}`, r.needs_second_factor ? "要再核实身份" : null],
    callbacks: [r.phone, wishedText(r) || "什么时候都行"],
    leads: [r.phone],
    reports: [r.date_of_loss ? `${formatDate(r.date_of_loss).replace(/^\d+年/, "")}出险` : null, r.phone],
  }[r.kind];
  return parts.filter(Boolean).join(" · ");
}

function thirdLine(r: RequestListed): string {
  const taken = r.kind === "servicing" ? (r.owner_name ? `${r.owner_name}在办` : "还没人领") : null;
  return [taken, `${formatMoment(r.received_at)} 收到`].filter(Boolean).join(" · ");
}
