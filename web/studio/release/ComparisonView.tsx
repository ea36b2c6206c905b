/** A model on trial beside the live one: how its conversations went, and where it would have answered otherwise. */

import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { Nothing, PageFrame, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { Button } from "antd";
import { actionName, intentName } from "../names";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { useQuestions } from "../useQuestions";
import { COMPARED, comparedText, tells } from "./figures";
import { modelName } from "./models";
import type { Standing } from "./ModelsPage";
import type { Answered, Compared, Comparison } from "./releaseTypes";

const BEAT_MS = 30_000;
const TONES = { good: "tone-good", bad: "tone-breach", none: "tone-none" } as const;

interface Props {
  studio: Studio;
  id: string;
  standing: { value: Standing | null };
}

export function ComparisonView({ studio, id, standing }: Props) {
  const read = useReading(() => studio.call<Comparison>("GET", `/api/studio/models/${encodeURIComponent(id)}/comparison`), [studio, id], BEAT_MS);
  const model = standing.value?.models.find((each) => each.id === id);
  const questions = useQuestions(studio);
  return (
    <PageFrame
      title={model ? `${modelName(model)}，试用情况` : "试用情况"}
      tools={
        <Button type="link" onClick={() => goTo(hashOf("models"))}>
          全部模型
        </Button>
      }
    >
      <Shown read={read}>{(value) => <Sheets comparison={value} questions={questions} />}</Shown>
    </PageFrame>
  );
}

type Questions = ReadonlyMap<string, string>;

function Sheets({ comparison: { since, figures, shadow }, questions }: { comparison: Comparison; questions: Questions }) {
  const any = figures.some(({ candidate }) => candidate.n > 0);
  if (!any && !shadow?.compared) return <Nothing title="还没有试用的记录" hint="客户来问过之后，这里会看到它和线上模型的差别" />;
  return (
    <>
      {any ? (
        <Sheet title="客户那边的情况" acts={since ? <span className="quiet num">{formatMoment(since)}起</span> : null}>
          <div className="model-figures">
            <Table<Compared>
              label="试用和线上"
              testId="comparison"
              rows={figures}
              rowKey={({ name }) => name}
              nothing=""
              columns={[
                { key: "name", title: "", cell: ({ name }) => COMPARED[name]?.title ?? name },
                { key: "live", title: "线上", num: true, cell: ({ name, live }) => <Sampled name={name} {...live} /> },
                { key: "candidate", title: "试用的模型", num: true, cell: ({ name, candidate }) => <Sampled name={name} {...candidate} /> },
                {
                  key: "tells",
                  title: "",
                  cell: (row) => {
                    const { text, tone } = tells(row);
                    return <span className={TONES[tone]}>{text}</span>;
                  },
                },
              ]}
            />
          </div>
        </Sheet>
      ) : null}
      {shadow && shadow.compared > 0 ? (
        <Sheet title={<>影子观察：{shadow.compared} 句里 {shadow.same} 句一样，{shadow.compared - shadow.same} 句不同</>}>
          <ul className="differing" data-testid="differing">
            {shadow.differing.map((each) => (
              <li key={`${each.conversation_id}${each.seq}`}>
                <p>
                  <b>{each.text}</b> <span className="quiet num">{formatMoment(each.at)}</span>
                </p>
                <div className="side-by-side">
                  <Side title="线上" answered={each.live} other={each.candidate} questions={questions} />
                  <Side title="试用的模型" answered={each.candidate} other={each.live} questions={questions} />
                </div>
              </li>
            ))}
          </ul>
          {shadow.differing.length === 0 ? <p className="sheet-body quiet">都一样。</p> : null}
        </Sheet>
      ) : null}
    </>
  );
}

function Sampled({ name, value, n }: { name: Compared["name"]; value: number | null; n: number }) {
  return (
    <>
      {comparedText(name, value)}
      {name === "conversations" ? null : <small className="sample">{n} 次</small>}
    </>
  );
}

function Side({ title, answered, other, questions }: { title: string; answered: Answered; other: Answered; questions: Questions }) {
  const look = (key: keyof Answered): string | undefined => (answered[key] !== other[key] ? "differs" : undefined);
  return (
    <dl>
      <dt>{title}</dt>
      <dd>
        <span className={look("intent")}>{intentName(answered.intent ?? "nlu_fallback")}</span>
        {answered.topic ? <span className={look("topic")}> · {questions.get(answered.topic) ?? answered.topic}</span> : null}
      </dd>
      {answered.answer ? (
        <dd className={look("answer")}>{answered.answer}</dd>
      ) : answered.action ? (
        <dd className={look("action")}>{actionName(answered.action)}</dd>
      ) : null}
    </dl>
  );
}
