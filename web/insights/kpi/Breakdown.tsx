/** The parts of a KPI, largest first: a bar for the eye, the figures beside it; a part opens its records. */

import { ShareBar } from "@shared/charts/ShareBar";
import { type Column, Table } from "@shared/ui/Table";
import { countText, shareText, valueText } from "../numbers";
import type { Kpi, Part } from "../types";

interface Props {
  kpi: Kpi;
  parts: Part[];
  /** What the parts are by: 渠道. */
  name: string;
  /** They add up to the whole: its target says nothing of a part. */
  ofWhole?: boolean;
  onOpen?: (part: Part) => void;
}

export function Breakdown({ kpi, parts, name, ofWhole, onOpen }: Props) {
  const counts = kpi.unit === "count";
  const whole = parts.reduce((sum, part) => sum + part.n, 0);
  const most = Math.max(...parts.map((part) => barOf(part, counts)), kpi.unit === "percent" ? 100 : 0);
  const missed = ({ value }: Part): boolean =>
    !ofWhole && kpi.target !== null && value !== null && (kpi.target.op === ">=" ? value < kpi.target.value : value > kpi.target.value);
  const columns: Column<Part>[] = [
    { key: "name", title: name, cell: (part) => part.name, by: (part) => part.name },
    {
      key: "bar",
      title: "",
      cell: (part) => (
        <span className="part-bar">
          <ShareBar share={most > 0 ? barOf(part, counts) / most : 0} red={missed(part)} />
        </span>
      ),
    },
    {
      key: "value", title: kpi.name, num: true, by: (part) => (counts ? part.n : part.value),
      cell: (part) => (
        <span className={missed(part) ? "tone-breach" : undefined}>
          {counts ? countText(part.n) : valueText(part.value, kpi.unit)}
          {missed(part) ? " ✕" : ""}
        </span>
      ),
    },
    ...(counts
      ? [{ key: "share", title: "占比", num: true, cell: (part: Part) => shareText(part.n, whole), by: (part: Part) => part.n }]
      : [{ key: "n", title: "记录数", num: true, cell: (part: Part) => countText(part.n), by: (part: Part) => part.n }]),
  ];
  return (
    <Table
      label={`按${name}分`}
      columns={columns}
      rows={parts}
      rowKey={(part) => part.key}
      nothing="这段时间没有记录"
      onOpen={onOpen}
      testId="breakdown"
    />
  );
}

const barOf = (part: Part, counts: boolean): number => Math.max(0, counts ? part.n : (part.value ?? 0));
