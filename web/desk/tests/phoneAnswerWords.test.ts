import { expect, it } from "vitest";
import { caseOf } from "../tasks/phoneAnswerWords";

it("knows the case a task is about, and that nobody is surveyed for anything else", () => {
  expect(caseOf("claim:CLM-1")).toEqual({ occasion: "claim", number: "CLM-1" });
  expect(caseOf("complaint:TS20261116001")).toEqual({ occasion: "complaint", number: "TS20261116001" });
  for (const about of ["conversation:ab12", "customer:C1", null]) expect(caseOf(about)).toBeNull();
});
