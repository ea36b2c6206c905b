/** All rules of one condition as a tree, laid out from left to right: a row for each way, a column for each step. */

import { conditionText, stepText } from "./steps";
import type { Step } from "./storyTypes";

export interface Flow {
  groups: { id: string; conditions: Step[] }[];
  nodes: { id: string; group: string; kind: string; step: Step | null }[];
  edges: { from: string; to: string; rules: string[] }[];
}

export interface Placed {
  id: string;
  text: string;
  kind: string;
  column: number;
  /** Rows are counted from above; a node stands in the middle of what follows from it. */
  row: number;
  /** The rules that go this way, where it ends. */
  rules: string[];
}

export interface Tree {
  id: string;
  title: string;
  nodes: Placed[];
  edges: [Placed, Placed][];
  rows: number;
  columns: number;
}

export function treesOf({ groups, nodes, edges }: Flow): Tree[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const next = new Map<string, Flow["edges"]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  return groups.map(({ id, conditions }) => {
    const placed: Placed[] = [];
    const lines: [Placed, Placed][] = [];
    let rows = 0;
    let columns = 0;
    // A way that comes back to where it was is drawn as far as that.
    const walk = (at: string, column: number, rules: string[], above: ReadonlySet<string>): Placed | null => {
      const node = byId.get(at);
      if (!node || above.has(at)) return null;
      const below = (next.get(at) ?? [])
        .map((edge) => walk(edge.to, column + 1, edge.rules, new Set([...above, at])))
        .filter((each) => each !== null);
      const row = below.length ? ((below[0]?.row ?? 0) + (below[below.length - 1]?.row ?? 0)) / 2 : rows++;
      columns = Math.max(columns, column + 1);
      const here: Placed = {
        id: at,
        text: node.step ? stepText(node.step) : "开始",
        kind: node.kind,
        column,
        row,
        rules: below.length ? [] : rules,
      };
      placed.push(here);
      for (const each of below) lines.push([here, each]);
      return here;
    };
    const start = nodes.find((node) => node.group === id && node.kind === "start");
    if (start) walk(start.id, 0, [], new Set());
    const title = conditions.length ? conditions.map(conditionText).join("，") : "任何时候";
    return { id, title, nodes: placed, edges: lines, rows, columns };
  });
}
