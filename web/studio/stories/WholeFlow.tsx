/** All rules in one picture, a sheet for each condition. */

import { goTo } from "@shared/board";
import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { broken } from "./FlowPicture";
import { type Flow, type Placed, treesOf } from "./wholeFlow";
import "./flow.css";

const [WIDTH, HEIGHT, GAP_X, GAP_Y] = [184, 32, 36, 8];
const START = 56;

const leftOf = ({ column }: Placed): number => (column === 0 ? 0 : START + GAP_X + (column - 1) * (WIDTH + GAP_X));
const widthOf = ({ column }: Placed): number => (column === 0 ? START : WIDTH);
const middleOf = ({ row }: Placed): number => row * (HEIGHT + GAP_Y) + HEIGHT / 2;

export function WholeFlow({ studio }: { studio: Studio }) {
  const read = useReading(() => studio.call<Flow>("GET", "/api/studio/stories/flow"), [studio]);
  return (
    <div className="page-body">
      <Shown read={read}>
        {(flow) => {
          const trees = treesOf(flow);
          return trees.length === 0 ? (
            <Nothing title="还没有规则" />
          ) : (
            trees.map((tree) => {
              const height = tree.rows * (HEIGHT + GAP_Y);
              const width = START + (tree.columns - 1) * (WIDTH + GAP_X);
              return (
                <Sheet key={tree.id} title={tree.title} acts={<span className="quiet num">{tree.rows} 条规则</span>}>
                  <div className="whole-flow">
                    <svg width={width + 4} height={height + 4} viewBox={`-2 -2 ${width + 4} ${height + 4}`} className="flow" aria-label={`条件「${tree.title}」下的规则`}>
                      {tree.edges.map(([from, to]) => {
                        const [x, y, toX, toY] = [leftOf(from) + widthOf(from), middleOf(from), leftOf(to), middleOf(to)];
                        const half = (x + toX) / 2;
                        return <path key={`${from.id} ${to.id}`} className="flow-arrow" d={`M ${x} ${y} C ${half} ${y} ${half} ${toY} ${toX} ${toY}`} />;
                      })}
                      {tree.nodes.map((node) => (
                        <FlowNode key={node.id} node={node} />
                      ))}
                    </svg>
                  </div>
                </Sheet>
              );
            })
          );
        }}
      </Shown>
    </div>
  );
}

const LOOKS: Record<string, string> = { start: "start", intent: "customer", action: "bot" };

function FlowNode({ node }: { node: Placed }) {
  const [x, y] = [leftOf(node), middleOf(node) - HEIGHT / 2];
  const [rule] = node.rules;
  const lines = broken(node.text, 24);
  const box = (
    <g className={`flow-${LOOKS[node.kind] ?? "state"}`}>
      <title>{node.text}</title>
      <rect x={x} y={y} width={widthOf(node)} height={HEIGHT} rx={node.kind === "start" ? 16 : 8} />
      <text x={x + widthOf(node) / 2} y={y + 21}>
        {lines.length > 1 ? `${lines[0]?.slice(0, -1)}…` : lines[0]}
      </text>
    </g>
  );
  if (!rule) return box;
  return (
    <a
      href={hashOf("stories", rule)}
      onClick={(event) => {
        event.preventDefault();
        goTo(hashOf("stories", rule));
      }}
    >
      {box}
    </a>
  );
}
