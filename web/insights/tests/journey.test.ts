import { expect, it } from "vitest";
import { FLOWS } from "../flows/flows";
import { worst } from "../topics/Journey";

const stage = (id: string, n: number, rate: number | null) => ({ id, name: id, n, pain: { handoffs: 0, missed: 0, bad_ratings: 0, rate } });

it("finds the sorest stage among those with questions enough", () => {
  expect(worst([stage("claim", 100, 40), stage("care", 3, 90), stage("contact", 0, null)])?.id).toBe("claim");
  expect(worst([stage("care", 3, 90)])).toBeNull();
});

it("names an owner and a limit for every step", () => {
  for (const step of FLOWS.flatMap(({ steps }) => steps)) {
    expect(step.owner, step.name).not.toBe("");
    expect(step.limit ?? step.law, step.name).toBeTruthy();
  }
});
