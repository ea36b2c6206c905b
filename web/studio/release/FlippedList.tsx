import { Button, Segmented } from "antd";
import { useState } from "react";
import { intentName } from "../names";
import type { Flipped, Gate } from "./releaseTypes";

const FIRST = 20;

/** `surrender` → `退保`; `faq/claims.how_long` → the question of the entry, or its id. */
function judgedText(verdict: string, questions: ReadonlyMap<string, string>): string {
  const [intent = "", topic] = verdict.split(/\/(.*)/, 2);
  if (intent !== "faq" || !topic || topic === "None") return intentName(intent);
  return `「${questions.get(topic) ?? topic}」`;
}

const truthOf = ({ truth, topic }: Flipped): string => (topic ? `faq/${topic}` : truth);

interface Props {
  gate: Gate;
  questions: ReadonlyMap<string, string>;
}

export function FlippedList({ gate, questions }: Props) {
  const wrong = gate.flipped.filter(({ now }) => now === "wrong");
  const right = gate.flipped.filter(({ now }) => now === "right");
  const [shown, setShown] = useState<"wrong" | "right">(wrong.length > 0 || right.length === 0 ? "wrong" : "right");
  if (gate.flipped.length === 0) return <p className="sheet-body quiet">{gate.against ? "每一句都和线上判得一样对。" : "没有线上模型可比。"}</p>;
  const rows = shown === "wrong" ? wrong : right;
  return (
    <div className="flipped" data-testid="flipped">
      <div className="flipped-head">
        <Segmented
          value={shown}
          onChange={setShown}
          options={[
            { value: "wrong", label: `对变错 ${wrong.length}` },
            { value: "right", label: `错变对 ${right.length}` },
          ]}
        />
        {gate.flipped_count && gate.flipped_count > gate.flipped.length ? <span className="quiet num">一共 {gate.flipped_count} 句，这里是前 {gate.flipped.length} 句</span> : null}
      </div>
      <Sentences key={shown} rows={rows} questions={questions} />
    </div>
  );
}

/** What each was meant as, and what it is or was taken for. */
export function Sentences({ rows, questions }: { rows: Flipped[]; questions: ReadonlyMap<string, string> }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <ul className="sentences">
        {rows.slice(0, all ? undefined : FIRST).map((row, place) => (
          <li key={`${row.text}${place}`}>
            <span className="flipped-text">{row.text}</span>
            <span className="flipped-judged">
              <span className={row.now === "wrong" ? "tone-worse" : "tone-none"}>
                <small>{row.now === "wrong" ? "现在" : "以前"}</small>
                {judgedText(row.now === "wrong" ? row.candidate : row.live, questions)}
              </span>
              <span>
                <small>应是</small>
                {judgedText(truthOf(row), questions)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {rows.length === 0 ? <p className="sheet-body quiet">没有。</p> : null}
      {rows.length > FIRST && !all ? (
        <Button type="link" onClick={() => setAll(true)}>
          其余 {rows.length - FIRST} 句
        </Button>
      ) : null}
    </>
  );
}
