import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("window", { setInterval, clearInterval });
const { Pages, Reading } = await import("../reading");

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

describe("reading", () => {
  it("keeps what was read while a later reading fails", async () => {
    let fails = false;
    const reading = new Reading<number>();
    reading.of(async () => {
      if (fails) throw new Error();
      return 7;
    });
    await settled();
    fails = true;
    reading.again();
    await settled();
    expect(reading.snapshot()).toEqual({ value: 7, error: "internal", busy: false });
  });

  it("lets the newest question win, whichever answer comes last", async () => {
    const reading = new Reading<string>();
    let answer: (value: string) => void = () => undefined;
    reading.of(() => new Promise((done) => (answer = done)));
    const late = answer;
    reading.of(async () => "new");
    await settled();
    late("old");
    await settled();
    expect(reading.snapshot().value).toBe("new");
  });

  it("adds page to page, and asks no further at the end", async () => {
    const asked: (string | null)[] = [];
    const pages = new Pages<number>();
    pages.of(async (after) => {
      asked.push(after);
      return after ? { rows: [2], next: null } : { rows: [1], next: "1" };
    });
    await settled();
    pages.more();
    await settled();
    pages.more();
    await settled();
    expect(pages.snapshot().value).toEqual([1, 2]);
    expect(asked).toEqual([null, "1"]);
  });
});
