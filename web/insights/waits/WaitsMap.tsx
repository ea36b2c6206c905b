/** Weekday by hour, the darker the worse. On a phone the hours go down, so that a cell stays wide enough to read. */

import { type Colours, Chart } from "@shared/charts/Chart";
import { useNarrow } from "@shared/useNarrow";
import { useCallback } from "react";
import { type Figure, type Hour, FIGURES, MEANINGS, WEEKDAYS, cellText, cellWords, figureText, hourText, openHours } from "./waits";
import { countText } from "../numbers";

/** Pixels of a row, of the names of the columns, and of the scale below. */
const ROW = { wide: 44, narrow: 30 };
const [HEAD, SCALE] = [28, 48];
/** Never so strong that the words in it were hard to read, in either scheme. */
const STRENGTH = [0.06, 0.55];

export function WaitsMap({ hours, figure }: { hours: Hour[]; figure: Figure }) {
  const narrow = useNarrow();
  const clock = openHours(hours);
  const rows = narrow ? clock.length : WEEKDAYS.length;
  const most = Math.max(1, ...hours.map((each) => each[figure] ?? 0));
  const option = useCallback(
    (colours: Colours) => {
      const times = openHours(hours);
      const names = { hours: times.map((hour) => `${hour} 点`), days: WEEKDAYS };
      const axis = { type: "category", axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colours.quiet, interval: 0 } };
      const tint = figure === "queued" ? colours.brand : colours.odd;
      return {
        tooltip: { formatter: ({ dataIndex }: { dataIndex: number }) => (hours[dataIndex] ? cellWords(hours[dataIndex]) : "") },
        grid: { left: 44, right: narrow ? 4 : 16, top: HEAD, bottom: SCALE },
        xAxis: { ...axis, position: "top", data: narrow ? names.days : names.hours },
        yAxis: { ...axis, inverse: true, data: narrow ? names.hours : names.days },
        visualMap: {
          type: "continuous", min: 0, max: most, dimension: 2, calculable: false, orient: "horizontal", left: "center", bottom: 4,
          itemWidth: 10, itemHeight: 120, inRange: { color: [tint], colorAlpha: STRENGTH },
          outOfRange: { color: [colours.surface], colorAlpha: [1, 1] }, textStyle: { color: colours.quiet },
          text: [cellText({ queued: most, answered: most, median_s: most, gave_up: most }, figure), "0"],
        },
        series: [
          {
            type: "heatmap", itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 4 },
            label: { show: true, fontSize: narrow ? 11 : 12 },
            emphasis: { itemStyle: { borderColor: colours.text } },
            data: hours.map((each) => {
              const value = each[figure];
              const at = [times.indexOf(each.hour), each.weekday - 1];
              const label = { formatter: cellText(each, figure), color: colours.text };
              // Few cases have no colour: it would say what their figure does not.
              return value === null
                ? { value: [...(narrow ? at.reverse() : at), 0], visualMap: false, itemStyle: { color: colours.surface }, label: { ...label, color: colours.quiet } }
                : { value: [...(narrow ? at.reverse() : at), value], label };
            }),
          },
        ],
      };
    },
    [hours, figure, narrow, most],
  );
  return (
    <Chart
      title={`${FIGURES[figure]}：${MEANINGS[figure]}`}
      note="按开始排队的时间；不满 5 人次的只写次数"
      height={HEAD + rows * (narrow ? ROW.narrow : ROW.wide) + SCALE}
      option={option}
      table={{
        head: ["时间", "排队人次", "接通人次", "一半客户不超过", "放弃率"],
        rows: hours.map((each) => [
          hourText(each), countText(each.queued), countText(each.answered), figureText(each, "median_s"), figureText(each, "gave_up"),
        ]),
      }}
    />
  );
}
