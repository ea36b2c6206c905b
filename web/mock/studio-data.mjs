/** What the stand-in knows: the project's own training data, read once by the project's Python. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READ = `
import json, pathlib, yaml
def all(folder):
    return {str(f): yaml.safe_load(f.read_text("utf-8")) for f in sorted(pathlib.Path(folder).glob("*.yml"))}
print(json.dumps({"nlu": all("data/nlu"), "faq": all("data/faq"), "rules": all("data/rules"),
    "tests": all("tests/golden"), "lookup": all("data/lookup"), "domain": yaml.safe_load(open("domain.yml", encoding="utf-8"))}, default=str))
`;

export const versionOf = (value) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);

function examplesOf(block) {
  return block.split("\n").map((line) => line.trim().replace(/^- /, "")).filter(Boolean);
}

let known = null;

export function knowledge() {
  if (known) return known;
  const read = JSON.parse(
    execFileSync(`${ROOT}/.venv/bin/python`, ["-c", READ], { cwd: ROOT, maxBuffer: 64 << 20, encoding: "utf8" }),
  );
  const intents = Object.entries(read.nlu).flatMap(([file, { nlu }]) =>
    nlu.filter((each) => each.intent).map(({ intent, examples }) => ({ id: intent, file, examples: examplesOf(examples) })),
  );
  const faq = Object.entries(read.faq).flatMap(([file, { faq: entries }]) =>
    entries.map((entry) => ({
      file, details: null, channels: {}, mark: null, effective_on: null, expires_on: null, product: null, related: [],
      catalogue: null, ...entry, source: { name: "", article: null, clause: null, ...entry.source },
    })),
  );
  const { domain } = read;
  const responses = Object.entries(domain.responses).map(([id, variants]) => ({
    id,
    variants: variants.map(({ text, channel }) => ({ text: text ?? "", channel: channel ?? null })),
    variables: [...new Set(variants.flatMap(({ text }) => [...(text ?? "").matchAll(/\{(\w+)\}/g)].map((found) => found[1])))],
    used_in: [],
  }));
  const TITLES = {
    products: "产品与别名", documents: "单证", lines: "险种", attributes: "想了解的内容", festivals: "节日", names: "姓名用字",
    places: "地名",
  };
  const tables = Object.entries(read.lookup).flatMap(([file, { entries }]) => {
    const id = file.split("/").pop().replace(".yml", "");
    if (!Array.isArray(entries)) return [];
    return [{
      id, title: TITLES[id] ?? id,
      entries: entries.map((entry) => ({ value: String(entry.value ?? entry), aliases: (entry.aliases ?? []).map(String) })),
    }];
  });
  known = { intents, faq, responses, tables, stories: storiesOf(read), domain };
  return known;
}

function stepOf(step) {
  if ("intent" in step) return { kind: "intent", name: step.intent, entities: step.entities };
  if ("action" in step) return { kind: "action", name: step.action };
  if ("active_loop" in step) return { kind: "loop", name: step.active_loop };
  const [[name, value]] = Object.entries(step.slot_was_set[0]);
  return { kind: "slot", name, value };
}

function storiesOf({ rules, tests }) {
  let number = 0;
  const ruled = Object.entries(rules).flatMap(([file, { rules: list }]) =>
    list.map((rule) => ({
      id: `rule-${(number += 1)}`, kind: "rule", name: rule.rule, file,
      conditions: (rule.condition ?? []).map(stepOf), steps: rule.steps.map(stepOf),
    })),
  );
  const tested = Object.entries(tests).flatMap(([file, { conversations }]) =>
    conversations.map((each) => ({
      id: `test-${(number += 1)}`, kind: "test", name: each.name, file, conditions: [],
      steps: each.turns.map((turn) => ({ kind: "turn", ...turn })),
    })),
  );
  return [...ruled, ...tested];
}
