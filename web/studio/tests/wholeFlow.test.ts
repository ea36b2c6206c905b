import { describe, expect, it } from "vitest";
import { type Flow, treesOf } from "../stories/wholeFlow";

const node = (id: string, name: string): Flow["nodes"][number] => ({ id, group: "g1", kind: "intent", step: { kind: "intent", name } });

describe("the picture of all rules", () => {
  it("gives each way a row, and puts what ways share in their middle", () => {
    const [tree] = treesOf({
      groups: [{ id: "g1", conditions: [{ kind: "loop", name: null }] }],
      nodes: [{ id: "g1.0", group: "g1", kind: "start", step: null }, node("a", "greet"), node("b", "thanks"), node("c", "deny")],
      edges: [
        { from: "g1.0", to: "a", rules: ["r1", "r2"] },
        { from: "a", to: "b", rules: ["r1"] },
        { from: "a", to: "c", rules: ["r2"] },
      ],
    });
    expect(tree?.title).toBe("没有在办别的事");
    expect([tree?.rows, tree?.columns]).toEqual([2, 3]);
    expect(Object.fromEntries(tree?.nodes.map(({ id, row, rules }) => [id, [row, ...rules]]) ?? [])).toEqual({
      b: [0, "r1"], c: [1, "r2"], a: [0.5], "g1.0": [0.5],
    });
  });

  it("ends where a way would come back to itself", () => {
    const [tree] = treesOf({
      groups: [{ id: "g1", conditions: [] }],
      nodes: [{ id: "g1.0", group: "g1", kind: "start", step: null }, node("a", "greet")],
      edges: [{ from: "g1.0", to: "a", rules: ["r1"] }, { from: "a", to: "a", rules: ["r1"] }],
    });
    expect(tree?.rows).toBe(1);
  });
});
