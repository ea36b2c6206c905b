/** A trend as small as a word: line, target, unusual days. Drawn in the page, so it prints as sharp as text. */

import "./chart.css";

interface Props {
  values: readonly (number | null)[];
  /** What it shows, in words. */
  label: string;
  target?: number | null;
  /** Places of unusual values. */
  odd?: readonly number[];
  /** Pixels. */
  height?: number;
  /** The scale begins at nought and the space below the line is filled: counts. */
  area?: boolean;
  /** The top of the scale where several stand beside each other. */
  max?: number;
}

const WIDTH = 100;
const HEIGHT = 30;
const MARGIN = 2;

export function Spark({ values, label, target = null, odd = [], height = 32, area = false, max }: Props) {
  const known = values.filter((each) => each !== null);
  if (known.length === 0) return <div className="spark quiet" style={{ height }} aria-hidden="true" />;
  const all = target === null ? known : [...known, target];
  const low = area ? 0 : Math.min(...all);
  const high = max ?? Math.max(...all);
  const x = (place: number): number => (values.length > 1 ? (WIDTH * place) / (values.length - 1) : WIDTH / 2);
  const y = (value: number): number =>
    high > low ? HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - low)) / (high - low) : high > 0 ? HEIGHT / 2 : HEIGHT - MARGIN;
  const at = (place: number): string => `${x(place).toFixed(2)} ${y(values[place] ?? 0).toFixed(2)}`;
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} height={height} preserveAspectRatio="none" role="img" aria-label={label}>
      {area
        ? runs(values).map((run) => (
            <path
              key={run[0]}
              className="spark-area"
              d={`M${x(run[0] ?? 0)} ${HEIGHT} L${run.map(at).join(" L")} L${x(run.at(-1) ?? 0)} ${HEIGHT} Z`}
            />
          ))
        : null}
      {target === null ? null : <path className="spark-target" d={`M0 ${y(target)} H${WIDTH}`} />}
      {runs(values).map((run) => (
        // A line of no length is a dot, whatever the picture is stretched to.
        <path key={run[0]} className={run.length > 1 ? undefined : "spark-dot"} d={run.length > 1 ? `M${run.map(at).join(" L")}` : `M${at(run[0] ?? 0)} h0`} />
      ))}
      {odd.map((place) => (
        <path key={place} className="spark-odd" d={`M${at(place)} h0`} />
      ))}
    </svg>
  );
}

/** Places that follow each other and have a value: a gap stays one. */
export function runs(values: readonly (number | null)[]): number[][] {
  const found: number[][] = [];
  values.forEach((value, place) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last?.at(-1) === place - 1) last.push(place);
    else found.push([place]);
  });
  return found;
}
