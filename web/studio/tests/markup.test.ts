import { describe, expect, it } from "vitest";
import { linesOf, mark, markAt, markedOf, piecesOf, plainOf } from "../markup";

describe("marked texts", () => {
  it("fall into words and entities, and come together again", () => {
    const text = "我[昨天](date)在[星湖街](place)追尾了";
    expect(piecesOf(text)).toEqual([
      { text: "我", entity: null },
      { text: "昨天", entity: "date" },
      { text: "在", entity: null },
      { text: "星湖街", entity: "place" },
      { text: "追尾了", entity: null },
    ]);
    expect(markedOf(piecesOf(text))).toBe(text);
    expect(plainOf(text)).toBe("我昨天在星湖街追尾了");
  });

  it("stay as they are where a bracket is only a bracket", () => {
    expect(plainOf("保单[附件]怎么下(急)")).toBe("保单[附件]怎么下(急)");
  });
});

describe("marking", () => {
  it("marks the chosen characters", () => {
    expect(mark("我昨天追尾了", { from: 1, until: 3 }, "date")).toBe("我[昨天](date)追尾了");
    expect(mark("昨天", { from: 0, until: 2 }, "date")).toBe("[昨天](date)");
  });

  it("gives a mark another name", () => {
    expect(mark("我[昨天](place)追尾", { from: 1, until: 3 }, "date")).toBe("我[昨天](date)追尾");
  });

  it("lets a mark that it touches give way, without losing a character", () => {
    expect(mark("我[昨天晚](date)上追尾", { from: 3, until: 5 }, "date")).toBe("我昨天[晚上](date)追尾");
    expect(mark("[昨天](date)[星湖街](place)", { from: 1, until: 3 }, "place")).toBe("昨[天星](place)湖街");
  });

  it("takes a mark away", () => {
    expect(mark("我[昨天](date)追尾", { from: 1, until: 3 }, null)).toBe("我昨天追尾");
  });

  it("never changes what the customer wrote", () => {
    const text = "我[昨天](date)在[星湖街](place)追尾了";
    const length = plainOf(text).length;
    for (let from = 0; from < length; from += 1)
      for (let until = from + 1; until <= length; until += 1)
        expect(plainOf(mark(text, { from, until }, "money"))).toBe(plainOf(text));
  });

  it("knows the mark at a character", () => {
    expect(markAt("我[昨天](date)追尾", 2)).toEqual({ from: 1, until: 3, entity: "date" });
    expect(markAt("我[昨天](date)追尾", 0)).toBeNull();
  });
});

describe("pasted lines", () => {
  it("lose bullets and numbers, and come once", () => {
    expect(linesOf("- 赔款几时到\n2. 钱到哪了\n\n3、钱到哪了\r\n  多久到账 ")).toEqual(["赔款几时到", "钱到哪了", "多久到账"]);
  });

  it("keep a number that belongs to the words", () => {
    expect(linesOf("120电话是什么")).toEqual(["120电话是什么"]);
  });
});
