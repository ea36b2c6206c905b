import { expect, test } from "vitest";
import type { RequestListed } from "../cases/requestTypes";
import type { Task } from "../tasks/taskTypes";
import { dueText, fromInput, groupOf, grouped, toInput } from "../tasks/taskWords";

// 10:00 in Shanghai.
const NOW = Date.parse("2026-11-16T02:00:00Z");
const task = (id: string, due_at: string): Task => ({ id, due_at }) as Task;
const wish = (no: string, due_at: string): RequestListed => ({ no, due_at }) as RequestListed;

test("a day is one in Shanghai", () => {
  expect(groupOf("2026-11-16T01:59:59Z", NOW)).toBe("late");
  expect(groupOf("2026-11-16T15:59:59Z", NOW)).toBe("today");
  expect(groupOf("2026-11-16T16:00:00Z", NOW)).toBe("later");
});

test("tasks and call-backs stand together by when they are due", () => {
  const found = grouped(
    [task("a", "2026-11-16T01:00:00Z"), task("b", "2026-11-18T01:00:00Z")],
    [wish("HF1", "2026-11-16T00:00:00Z"), wish("HF2", "2026-11-20T01:00:00Z")],
    false,
    NOW,
  );
  const names = found.map(([group, rows]) => [group, rows.map((row) => ("task" in row ? row.task.id : row.callback.no))]);
  expect(names).toEqual([
    ["late", ["HF1", "a"]],
    ["later", ["b", "HF2"]],
  ]);
});

test("a call-back due after the last task read waits for the next page", () => {
  const [[, rows] = []] = grouped([task("a", "2026-11-18T01:00:00Z")], [wish("HF", "2026-11-19T01:00:00Z")], true, NOW);
  expect(rows).toHaveLength(1);
});

test("due times are said in words and kept in Shanghai's clock", () => {
  expect(dueText("2026-11-16T00:00:00Z", NOW)).toBe("逾期 2 小时");
  expect(dueText("2026-11-16T10:00:00Z", NOW)).toBe("今天 18:00");
  expect(dueText("2026-11-17T10:00:00Z", NOW)).toBe("11月17日 18:00");
  const at = new Date("2026-11-17T10:30:00Z");
  expect(new Date(fromInput(toInput(at)))).toEqual(at);
});
