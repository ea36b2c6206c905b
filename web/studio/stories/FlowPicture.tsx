/** A rule, a story or a test as a picture, from above to below. Long words break; the list of steps says the same. */

import type { Node } from "./steps";
import "./flow.css";

const WIDTH = 280;
const LINE = 20;
const PADDING = 10;
const GAP = 28;
// A Chinese character is about twice as wide as a Latin one.
const ROOM = 32;

const widthOf = (text: string): number => [...text].reduce((sum, each) => sum + (each.charCodeAt(0) > 255 ? 2 : 1), 0);

/** Lines no wider than the box; at most three of one text. */
export function broken(text: string, room = ROOM): string[] {
  const lines: string[] = [];
  let line = "";
  for (const character of text) {
    if (widthOf(line + character) > room) {
      lines.push(line);
      line = "";
    }
    line += character;
  }
  if (line) lines.push(line);
  return lines.length > 3 ? [...lines.slice(0, 2), `${(lines[2] ?? "").slice(0, -1)}…`] : lines;
}

export function FlowPicture({ nodes, label }: { nodes: Node[]; label: string }) {
  let y = 0;
  const placed = nodes.map((node) => {
    const lines = node.lines.flatMap((line) => broken(line));
    const height = lines.length * LINE + (node.note ? 16 : 0) + 2 * PADDING;
    const top = y;
    y += height + GAP;
    return { node, lines, top, height };
  });
  const height = y - GAP;
  return (
    <svg className="flow" viewBox={`-8 -2 ${WIDTH + 16} ${height + 4}`} width={WIDTH + 16} height={height + 4} role="img" aria-label={label}>
      {placed.map(({ node, lines, top, height: own }, place) => {
        const small = node.kind === "start" || node.kind === "end";
        const width = small ? 72 : WIDTH;
        const left = (WIDTH - width) / 2;
        return (
          <g key={place} className={`flow-${node.kind}`}>
            {place > 0 ? (
              <path className="flow-arrow" d={`M ${WIDTH / 2} ${top - GAP + 2} V ${top - 4} m -4 -5 l 4 5 l 4 -5`} />
            ) : null}
            <rect x={left} y={top} width={width} height={own} rx={small ? own / 2 : 10} />
            {lines.map((line, at) => (
              <text key={at} x={WIDTH / 2} y={top + PADDING + at * LINE + 15}>
                {line}
              </text>
            ))}
            {node.note ? (
              <text className="flow-note" x={WIDTH / 2} y={top + PADDING + lines.length * LINE + 11}>
                {node.note}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
