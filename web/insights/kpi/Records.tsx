/** The records behind a figure, newest first. A conversation opens here; other records are named by a masked number. */

import { formatMoment } from "@shared/format";
import { Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { usePages } from "@shared/useReading";
import { Button } from "antd";
import { useState } from "react";
import { worksAtDesk } from "../../staff/places";
import { NONE, valueText } from "../numbers";
import type { PageProps } from "../pages";
import { wire } from "../period";
import type { Behind, Drill, Kpi } from "../types";
import { ConversationDrawer } from "./ConversationDrawer";

export interface OfPart {
  by: string;
  key: string;
  name: string;
}

interface Props extends PageProps {
  kpi: Kpi;
  part: OfPart | null;
  onAll: () => void;
}

const NOUNS: Record<Drill, string> = { conversations: "会话", claims: "理赔案件", complaints: "投诉", outreach: "消息" };

export function Records({ insights, user, span, kpi, part, onAll }: Props) {
  const [open, setOpen] = useState<Behind | null>(null);
  const pages = usePages(
    async (after) => {
      const query = new URLSearchParams(wire(span));
      if (part) {
        query.set("by", part.by);
        query.set("key", part.key);
      }
      if (after) query.set("after", after);
      const url = `/api/insights/kpis/${encodeURIComponent(kpi.id)}/records?${query}`;
      const found = await insights.call<{ records: Behind[]; next: string | null }>("GET", url);
      return { rows: found.records, next: found.next };
    },
    [insights, kpi.id, span.from, span.to, part],
  );
  const opens = kpi.drill === "conversations" && worksAtDesk(user);
  const columns: Column<Behind>[] = [
    { key: "at", title: "时间", cell: (row) => <span className="num">{formatMoment(row.at)}</span> },
    { key: "text", title: "情况", cell: (row) => <span className="record-text">{row.text || NONE}</span> },
    ...(kpi.unit === "count" ? [] : [{ key: "value", title: "计为", num: true, cell: (row: Behind) => counted(row, kpi) }]),
    ...(opens ? [] : [{ key: "number", title: "编号", wide: true, cell: (row: Behind) => <span className="num">{row.number}</span> }]),
  ];
  return (
    <Sheet
      title={`${NOUNS[kpi.drill ?? "conversations"]}明细${part ? ` · ${part.name}` : ""}`}
      acts={
        part ? (
          <Button size="small" onClick={onAll}>
            看全部
          </Button>
        ) : null
      }
    >
      <Shown read={pages}>
        {(rows) => (
          <>
            <Table
              label="明细"
              columns={columns}
              rows={rows}
              // One conversation may be counted more than once.
              rowKey={(row) => `${row.number} ${row.at} ${rows.indexOf(row)}`}
              nothing="这段时间没有记录"
              onOpen={opens ? setOpen : undefined}
              testId="records"
            />
            {pages.next ? (
              <div className="more">
                <Button loading={pages.busy} onClick={pages.more}>
                  再看一些
                </Button>
              </div>
            ) : null}
          </>
        )}
      </Shown>
      {open ? <ConversationDrawer insights={insights} id={open.number} onClose={() => setOpen(null)} /> : null}
    </Sheet>
  );
}

/** A share counts each record as in or not. */
function counted({ value }: Behind, { unit }: Kpi): string {
  if (unit !== "percent") return valueText(value, unit);
  return value === null ? NONE : value >= 100 ? "计入 ✓" : value <= 0 ? "未计入" : valueText(value, unit);
}
