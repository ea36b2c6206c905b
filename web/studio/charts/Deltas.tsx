/** How much better or worse each intent is recognised than by the live model: bars to both sides of "the same". */

import { type Colours, Chart } from "@shared/charts/Chart";
import { useCallback } from "react";
import { change, percent } from "../release/figures";
import type { Delta } from "../release/releaseTypes";

const ROW = 28;

interface Extent {
  min: number;
  max: number;
}

interface Props {
  title: string;
  /** What is one of them called. */
  nameOf: (id: string) => string;
  deltas: (Delta & { id: string })[];
}

export function Deltas({ title, nameOf, deltas }: Props) {
  const moved = deltas.filter(({ delta }) => delta !== null && Math.abs(delta) >= 0.0005);
  // The gravest stands on top: the axis counts from below.
  const rows = [...moved].sort((one, other) => (other.delta ?? 0) - (one.delta ?? 0));
  const option = useCallback(
    (colours: Colours) => ({
      grid: { left: 8, right: 8, top: 8, bottom: 0, containLabel: true },
      xAxis: {
        type: "value", axisLabel: { show: false }, splitLine: { show: false },
        // Room for the figures at the ends of the bars.
        min: ({ min, max }: Extent) => Math.min(0, min - (Math.max(0, max) - min) * 0.2), max: ({ min, max }: Extent) => Math.max(0, max + (max - Math.min(0, min)) * 0.2),
      },
      yAxis: {
        type: "category", data: rows.map(({ id }) => nameOf(id)), axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { color: colours.text, width: 128, overflow: "truncate" },
      },
      tooltip: {
        trigger: "item",
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const row = rows[dataIndex];
          return row ? `${nameOf(row.id)}（${row.support} 条）\n线上 ${percent(row.live)}，新模型 ${percent(row.candidate)}` : "";
        },
      },
      series: [
        {
          type: "bar", barMaxWidth: 14,
          data: rows.map(({ delta, red }) => ({
            value: delta, itemStyle: { color: red ? colours.danger : (delta ?? 0) > 0 ? colours.brand : colours.calm, borderRadius: 3 },
            label: { show: true, position: (delta ?? 0) < 0 ? "left" : "right", color: red ? colours.danger : colours.quiet, formatter: change(delta) },
          })),
        },
      ],
    }),
    [deltas],
  );
  if (rows.length === 0) return <p className="sheet-body quiet">没有变化。</p>;
  return (
    <Chart
      title={title}
      note={rows.length < deltas.length ? `其余 ${deltas.length - rows.length} 个没有变化` : undefined}
      height={rows.length * ROW + 16}
      option={option}
      table={{
        head: ["名称", "条数", "线上", "新模型", "变化"],
        rows: [...rows].reverse().map((row) => [nameOf(row.id), String(row.support), percent(row.live), percent(row.candidate), change(row.delta)]),
      }}
    />
  );
}
