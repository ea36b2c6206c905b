import { describe, expect, it } from "vitest";
import { type Part, differencesOf, merge, mergedLines } from "../editing/merge";

const BASE = ["赔款几时到", "钱到哪了", "多久到账"];

describe("lines that two trainers changed", () => {
  const mine = ["赔款几时到", "我加的", "钱到哪了"];
  const theirs = ["赔款几时到", "钱到哪了", "多久到账", "对方加的"];

  it("are told apart by who did what", () => {
    expect(differencesOf(BASE, mine, theirs)).toEqual([
      { text: "对方加的", by: "theirs", act: "added" },
      { text: "我加的", by: "mine", act: "added" },
      { text: "多久到账", by: "mine", act: "removed" },
    ]);
  });

  it("come together with everything both did, mine where I had it", () => {
    const found = differencesOf(BASE, mine, theirs);
    expect(mergedLines(mine, theirs, found, [])).toEqual(["赔款几时到", "我加的", "钱到哪了", "对方加的"]);
  });

  it("leave out what nobody wants", () => {
    const found = differencesOf(BASE, mine, theirs);
    expect(mergedLines(mine, theirs, [], found)).toEqual(["赔款几时到", "钱到哪了", "多久到账"]);
  });

  it("bring back what the other one removed, where it is wanted", () => {
    const found = differencesOf(BASE, BASE, ["赔款几时到", "多久到账"]);
    expect(mergedLines(BASE, ["赔款几时到", "多久到账"], [], found)).toEqual(BASE);
    expect(mergedLines(BASE, ["赔款几时到", "多久到账"], found, [])).toEqual(["赔款几时到", "多久到账"]);
  });

  it("lose nothing, whichever lines each of them added and removed", () => {
    const words = ["a", "b", "c", "d", "e"];
    const subsets = Array.from({ length: 2 ** words.length }, (_, bits) => words.filter((_word, place) => bits & (2 ** place)));
    const base = ["a", "b", "c"];
    for (const my of subsets)
      for (const their of subsets) {
        const merged = mergedLines(my, their, differencesOf(base, my, their), []);
        const added = words.filter((word) => !base.includes(word) && (my.includes(word) || their.includes(word)));
        const kept = base.filter((word) => my.includes(word) && their.includes(word));
        expect([...merged].sort()).toEqual([...added, ...kept].sort());
      }
  });
});

describe("an item that two trainers changed", () => {
  interface Item {
    question: string;
    answer: string;
  }
  const part = (key: keyof Item): Part<Item> => ({
    key,
    title: key,
    read: (item) => item[key],
    write: (item, value) => ({ ...item, [key]: value as string }),
  });
  const parts = [part("question"), part("answer")];
  const base = { question: "多久到账？", answer: "10 日内。" };

  it("needs nobody where they changed different parts", () => {
    const found = merge(parts, base, { ...base, answer: "十日内。" }, { ...base, question: "几天到账？" });
    expect(found).toEqual({ merged: { question: "几天到账？", answer: "十日内。" }, open: [] });
  });

  it("asks where both changed the same text", () => {
    const found = merge(parts, base, { ...base, answer: "我的" }, { ...base, answer: "对方的" });
    expect(found.open.map(({ key }) => key)).toEqual(["answer"]);
    expect(found.merged.answer).toBe("对方的");
  });

  it("does not ask where both wrote the same", () => {
    expect(merge(parts, base, { ...base, answer: "一样" }, { ...base, answer: "一样" }).open).toEqual([]);
  });
});
