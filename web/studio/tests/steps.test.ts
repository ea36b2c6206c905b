import { describe, expect, it } from "vitest";
import { conditionText, moved, nodesOf, stepText, storyProblem } from "../stories/steps";

describe("steps", () => {
  it("are said in words", () => {
    expect(stepText({ kind: "intent", name: "claim_status" })).toBe("客户：查理赔进度");
    expect(stepText({ kind: "action", name: "utter_new_one" })).toBe("机器人：utter_new_one");
    expect(stepText({ kind: "slot", name: "requested_slot", value: null })).toBe("正在问的 是 空");
    expect(conditionText({ kind: "loop", name: null })).toBe("没有在办别的事");
    expect(stepText({ kind: "loop", name: null })).toBe("问答结束");
  });

  it("move up and down and stay inside", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
  });

  it("become a picture: a condition first, each turn of a test with what is expected", () => {
    expect(
      nodesOf([{ kind: "loop", name: null }], [{ kind: "turn", says: "钱到了没", cards: ["claim"], asks: null }]).map(({ kind, lines }) => [kind, ...lines]),
    ).toEqual([
      ["start", "开始"],
      ["condition", "没有在办别的事"],
      ["customer", "客户：钱到了没"],
      ["bot", "出现 claim 卡片", "不再追问"],
      ["end", "结束"],
    ]);
  });

  it("say which one is not filled in", () => {
    expect(storyProblem("查保单", [{ kind: "intent", name: "policy_lookup" }, { kind: "action", name: "" }])).toBe("第 2 步还没有填");
    expect(storyProblem("", [{ kind: "intent", name: "x" }])).toBe("请写名称");
    expect(storyProblem("查保单", [{ kind: "loop", name: null }])).toBeNull();
  });
});
