/** The course of a KPI day by day: above its value with the target and unusual days, below how much each day rests on. */

import { type Colours, Chart } from "@shared/charts/Chart";
import { useCallback, useSyncExternalStore } from "react";
import { axisOf } from "./axis";
import { NONE, UNITS, anomalyText, countText, dayShort, dayText, durationText, targetText, valueText } from "../numbers";
import type { Kpi } from "../types";

const narrow = window.matchMedia("(max-width: 719px)");

function onNarrow(changed: () => void): () => void {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

export function TrendChart({ kpi }: { kpi: Kpi }) {
  const isNarrow = useSyncExternalStore(onNarrow, () => narrow.matches);
  const counts = kpi.unit === "count";
  const { trend, target, unit } = kpi;
  const option = useCallback(
    (colours: Colours) => {
      const known = [...trend.flatMap((day) => day.value ?? []), ...(target ? [target.value] : [])];
      const days = trend.map(({ day }) => dayShort(day));
      const axis = { type: "category", data: days, boundaryGap: true, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } } };
      const value = {
        type: "value", ...axisOf(known, unit), splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.quiet, formatter: (one: number) => axisText(one, unit) },
        name: UNITS[unit] === "时长" ? "" : `单位：${UNITS[unit]}`, nameTextStyle: { color: colours.quiet, align: "left" }, nameGap: 12,
      };
      const low = target?.value ?? null;
      const line = {
        // Without room for a point per day only those with nothing beside them and unusual ones are points; left to itself the
        // library drops those too.
        type: "line", showSymbol: true, showAllSymbol: true, symbol: "circle", connectNulls: false, lineStyle: { width: 2, color: colours.brand },
        data: trend.map((day, place) => ({
          value: day.value,
          symbol: day.anomaly ? (day.anomaly === "high" ? "triangle" : "diamond") : "circle",
          symbolSize: day.anomaly ? 13 : alone(trend, place) || trend.length <= 31 ? 5 : 0,
          itemStyle: { color: day.anomaly ? colours.odd : colours.brand },
        })),
        ...(low === null
          ? {}
          : {
              markLine: {
                silent: true, symbol: "none", lineStyle: { color: colours.text, type: "dashed", width: 1 },
                label: {
                  position: "insideEndTop", color: colours.text, backgroundColor: colours.surface, padding: [1, 4],
                  formatter: target ? targetText(target, unit) : "",
                },
                data: [{ yAxis: low }],
              },
            }),
      };
      const bars = (index: number) => ({
        type: "bar", xAxisIndex: index, yAxisIndex: index, barMaxWidth: 18, barCategoryGap: "30%",
        data: trend.map(({ n, anomaly }) => ({
          value: n, itemStyle: { color: counts ? (anomaly ? colours.odd : colours.brand) : colours.calm, borderRadius: [2, 2, 0, 0] },
        })),
      });
      const label = { color: colours.quiet, hideOverlap: true };
      // Both pictures begin at the same place, so a day stands over its records.
      const grid = { left: unit === "seconds" ? (isNarrow ? 68 : 84) : 44, right: isNarrow ? 8 : 16 };
      return {
        tooltip: {
          trigger: "axis",
          formatter: (at: { dataIndex: number }[]) => {
            const day = trend[at[0]?.dataIndex ?? -1];
            if (!day) return "";
            const first = counts ? `${dayText(day.day)}：${countText(day.n)} ${UNITS.count}` : `${dayText(day.day)}：${valueText(day.value, unit)}`;
            const second = counts ? "" : `\n${countText(day.n)} 条记录`;
            return `${first}${second}${day.anomaly ? `\n明显偏${day.anomaly === "high" ? "高" : "低"}` : ""}`;
          },
        },
        ...(counts
          ? { grid: { ...grid, top: 32, bottom: 28 }, xAxis: { ...axis, axisLabel: label }, yAxis: value, series: [bars(0)] }
          : {
              axisPointer: { link: [{ xAxisIndex: "all" }] },
              grid: [{ ...grid, top: 32, height: 220 }, { ...grid, top: 290, height: 60 }],
              xAxis: [{ ...axis, axisLabel: { show: false } }, { ...axis, gridIndex: 1, axisLabel: label }],
              yAxis: [
                value,
                {
                  type: "value", gridIndex: 1, splitNumber: 2, minInterval: 1, splitLine: { show: false }, name: "每天的记录数（条）",
                  nameTextStyle: { color: colours.quiet, align: "left" }, nameGap: 8, axisLabel: { color: colours.quiet },
                },
              ],
              series: [line, bars(1)],
            }),
      };
    },
    [kpi, isNarrow],
  );
  return (
    <Chart
      title={`${kpi.name}每日走势`}
      note={trend.some((day) => day.anomaly) ? (counts ? "橙色：异常的日子" : "▲ 明显偏高　◆ 明显偏低") : undefined}
      height={counts ? 300 : 370}
      option={option}
      table={{
        head: ["日期", kpi.name, "记录数", "异常"],
        rows: trend.map((day) => [
          dayText(day.day), counts ? countText(day.n) : valueText(day.value, unit), countText(day.n), day.anomaly ? anomalyText(kpi, day) : NONE,
        ]),
      }}
    />
  );
}

const alone = (trend: Kpi["trend"], place: number): boolean =>
  (trend[place - 1]?.value ?? null) === null && (trend[place + 1]?.value ?? null) === null;

function axisText(value: number, unit: Kpi["unit"]): string {
  if (unit === "seconds") return durationText(value);
  return unit === "percent" ? `${value}` : countText(value);
}
