/**
 * A chart in the colours of the theme. It is a picture to the eye; whoever cannot see it reads the same figures as a table.
 * Only the parts of the library that our charts use are in the page.
 */

import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from "react";
import "./chart.css";

use([
  AriaComponent, BarChart, CanvasRenderer, GridComponent, HeatmapChart, LineChart, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent,
]);

export interface Colours {
  text: string;
  quiet: string;
  line: string;
  surface: string;
  brand: string;
  danger: string;
  /** What is to be looked at; told apart from the brand's green by whoever cannot see green. */
  odd: string;
  calm: string;
}

interface Props {
  title: string;
  /** Beside the title. */
  note?: ReactNode;
  /** Pixels. */
  height: number;
  option: (colours: Colours) => EChartsCoreOption;
  /** The same in words: a head, and rows of as many cells. */
  table: { head: string[]; rows: string[][] };
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

function onScheme(changed: () => void): () => void {
  dark.addEventListener("change", changed);
  return () => dark.removeEventListener("change", changed);
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: token("--text"), quiet: token("--text-3"), line: token("--line"), surface: token("--surface"), brand: token("--brand"),
    danger: token("--danger"), odd: token("--chart-odd"), calm: token("--line-strong"),
  };
}

export function Chart({ title, note, height, option, table }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const isDark = useSyncExternalStore(onScheme, () => dark.matches);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const colours = coloursOf(element);
    const chart = init(element, null, { renderer: "canvas", locale: "ZH" });
    chart.setOption({
      animation: !calm.matches,
      animationDuration: 300,
      textStyle: { fontFamily: getComputedStyle(element).fontFamily, color: colours.text },
      ...option(colours),
      // Hints are drawn: as HTML they would carry styles that the page's policy forbids.
      tooltip: {
        renderMode: "richText", backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 13 },
        ...(option(colours).tooltip as object | undefined),
      },
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [option, isDark, height]);
  return (
    <figure className="chart-frame">
      <figcaption>
        {title}
        {note ? <span className="quiet num">{note}</span> : null}
      </figcaption>
      <div ref={box} className="chart-canvas" style={{ height }} aria-hidden="true" />
      <table className="visually-hidden">
        <caption>{title}</caption>
        <thead>
          <tr>
            {table.head.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
