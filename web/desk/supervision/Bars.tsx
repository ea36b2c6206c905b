/** Bars side by side over time; each says its numbers on hover and to a screen reader. */

import "./bars.css";

export interface Bar {
  key: string;
  /** Below the axis. */
  label: string;
  /** What it says in full. */
  said: string;
  /** From the bottom up; empty: there is nothing to measure. */
  parts: { value: number; tone: "main" | "lost" | "rest" }[];
}

interface Props {
  title: string;
  bars: Bar[];
  /** What the whole height means; without it the highest bar. */
  top?: number;
  unit?: string;
  /** Every so many bars one is labelled; without it as many as there is room for. */
  every?: number;
}

const LABELS = 8;

export function Bars({ title, bars, top, unit = "", every = Math.ceil(bars.length / LABELS) }: Props) {
  const highest = top ?? Math.max(1, ...bars.map((bar) => bar.parts.reduce((sum, part) => sum + part.value, 0)));
  return (
    <figure className="chart">
      <figcaption>
        {title}
        <span className="quiet num">
          {bars.some((bar) => bar.parts.length > 0) ? `最高 ${highest}${unit}` : "没有数据"}
        </span>
      </figcaption>
      <ol className="bars">
        {bars.map((bar, place) => (
          <li key={bar.key} title={bar.said}>
            <span className="unseen">{bar.said}</span>
            <span className="chart-bar" aria-hidden="true">
              {bar.parts.map((part) => (
                <i
                  key={part.tone}
                  className={`bar-${part.tone}`}
                  style={{ height: `${(100 * part.value) / highest}%` }}
                />
              ))}
            </span>
            <span className="bar-label num" aria-hidden="true">
              {place % Math.max(1, every) === 0 ? bar.label : ""}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
