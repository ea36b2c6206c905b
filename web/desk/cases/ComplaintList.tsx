import { Button, Segmented } from "antd";
import { memo, useState } from "react";
import type { Complaints, ComplaintsSnapshot } from "./complaints";
import type { ComplaintListed, Listing } from "./complaintTypes";
import { LISTINGS, NOTHING } from "./complaintWords";
import { DueChip, useNow } from "./Due";
import { WorkList, WorkRow } from "./WorkList";
import { categoryText, errorText, statusText } from "../words";

interface Props {
  board: Complaints;
  state: ComplaintsSnapshot;
  /** Offered to supervisors: the register as a file. */
  onExport?: () => void;
}

export function ComplaintList({ board, state, onExport }: Props) {
  const now = useNow();
  const { rows, counts, listing, listError } = state;
  const named = (key: Listing): string => {
    const count = key === "all" ? null : counts?.[key];
    return count ? `${LISTINGS[key]} ${count}` : LISTINGS[key];
  };
  return (
    <WorkList
      label="投诉列表"
      rows={rows}
      problem={listError && errorText(listError)}
      onRetry={board.refresh}
      nothing={{ title: NOTHING[listing], hint: listing === "open" ? "机器人登记的投诉会出现在这里" : undefined }}
      row={(c) => (
        <Row key={c.receipt_no} board={board} c={c} now={now} selected={c.receipt_no === state.selected} />
      )}
      tools={
        <Segmented
          block
          value={listing}
          onChange={(value) => board.list(value as Listing)}
          options={(Object.keys(LISTINGS) as Listing[]).map((value) => ({ value, label: named(value) }))}
        />
      }
      foot={
        onExport ? (
          <Button block onClick={onExport} data-testid="export-button">
            导出投诉台账
          </Button>
        ) : null
      }
      more={state.after && listing === "all" ? <More board={board} /> : null}
    />
  );
}

interface RowProps {
  board: Complaints;
  c: ComplaintListed;
  now: number;
  selected: boolean;
}

const Row = memo(function Row({ board, c, now, selected }: RowProps) {
  const status = statusText("complaint", c.status);
  return (
    <WorkRow
      id={c.receipt_no}
      testId="complaint-item"
      selected={selected}
      title={categoryText(c.category)}
      urgent={c.urgencies.length > 0}
      due={c.next_duty ? <DueChip duty={c.next_duty} now={now} /> : <span className="chip chip-done">{status}</span>}
      second={c.preview}
      third={[c.owner_name ?? "还没有责任人", c.next_duty ? status : null, c.receipt_no].filter(Boolean).join(" · ")}
      onOpen={() => board.select(c.receipt_no)}
    />
  );
});

function More({ board }: { board: Complaints }) {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const read = (): void => {
    setState("busy");
    board.more().then(
      () => setState("idle"),
      () => setState("failed"),
    );
  };
  return (
    <div className="more">
      <Button type="text" loading={state === "busy"} onClick={read}>
        {state === "failed" ? "没有读到，再试一次" : "更早的投诉"}
      </Button>
    </div>
  );
}
