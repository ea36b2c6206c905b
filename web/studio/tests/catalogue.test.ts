import { describe, expect, it } from "vitest";
import { type CatalogueState, choicesOf, labelText, withNear } from "../catalogue";

const faq = (id: string, question: string) => ({
  id, question, category: "F5", similar: 20, reviewed_on: null, review_by: null, expires_on: null, due: false, file: "data/faq/claims.yml",
});
const STATE: CatalogueState = {
  intents: [
    { id: "claim_status", file: "data/nlu/claims.yml", examples: 300 },
    { id: "nlu_fallback", file: "data/nlu/claims.yml", examples: 0 },
  ],
  faq: [faq("claims.payout_time", "理赔款多久到账？"), faq("claims.report_deadline", "出险后多久要报案？")],
  categories: [{ id: "F5", name: "理赔" }],
  error: null,
};
const titles = (typed: string): string[] => choicesOf(STATE, typed).map(({ title }) => title);

describe("choosing a label", () => {
  it("finds by what people call it, by its question and by its id", () => {
    expect(titles("进度")).toEqual(["查理赔进度"]);
    expect(titles("多久 报案")).toEqual(["出险后多久要报案？"]);
    expect(titles("payout")).toEqual(["理赔款多久到账？"]);
  });

  it("puts what begins with the words first", () => {
    expect(titles("理赔")).toEqual(["理赔款多久到账？", "查理赔进度", "出险后多久要报案？"]);
  });

  it("does not offer what nobody files by hand", () => {
    expect(titles("没听懂")).toEqual([]);
  });

  it("puts first what something alike stands under already, once", () => {
    const near = [
      { kind: "faq" as const, id: "claims.report_deadline", title: "出险后多久要报案？", text: "几天内报案", likeness: 0.8 },
      { kind: "faq" as const, id: "claims.report_deadline", title: "出险后多久要报案？", text: "报案期限", likeness: 0.7 },
    ];
    expect(withNear(choicesOf(STATE, "理赔"), near).map(({ title, note }) => [title, note.includes("80%")])).toEqual([
      ["出险后多久要报案？", true],
      ["理赔款多久到账？", false],
      ["查理赔进度", false],
    ]);
  });

  it("says a label in words", () => {
    expect(labelText({ kind: "faq", faq: "claims.payout_time" }, STATE.faq)).toBe("「理赔款多久到账？」");
    expect(labelText({ kind: "faq", faq: "gone.entry" }, STATE.faq)).toBe("「gone.entry」");
    expect(labelText({ kind: "intent", intent: "claim_status" }, null)).toBe("意图「查理赔进度」");
  });
});
