/** May this model answer customers: the verdict in one sentence, and below it what it rests on. */

import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { PageFrame, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button } from "antd";
import type { User } from "../../staff/types";
import { Deltas } from "../charts/Deltas";
import { entityName, intentName } from "../names";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { useQuestions } from "../useQuestions";
import { ActButtons } from "./ActButtons";
import { reasonText, verdictText } from "./figures";
import { ConfusionTable, CrossValidation, FigureTable, GoldenList, TopicTable } from "./GateParts";
import { FlippedList, Sentences } from "./FlippedList";
import { modelName, nameOf } from "./models";
import type { Standing } from "./ModelsPage";
import type { Gate } from "./releaseTypes";

interface Props {
  studio: Studio;
  user: User;
  id: string;
  standing: { value: Standing | null; error: string | null; again: () => void };
}

export function GateView({ studio, user, id, standing }: Props) {
  const gate = useReading(() => studio.call<Gate>("GET", `/api/studio/models/${encodeURIComponent(id)}/gate`), [studio, id]);
  const model = standing.value?.models.find((each) => each.id === id);
  const questions = useQuestions(studio);
  return (
    <PageFrame
      title={model ? modelName(model) : "模型"}
      tools={
        <Button type="link" onClick={() => goTo(hashOf("models"))} data-testid="to-models">
          全部模型
        </Button>
      }
      acts={
        model && standing.value ? (
          <ActButtons studio={studio} user={user} model={model} standing={standing.value} onDone={standing.again} gate={false} />
        ) : null
      }
    >
      <Shown read={gate}>{(value) => <Sheets gate={value} standing={standing.value} questions={questions} />}</Shown>
    </PageFrame>
  );
}

interface SheetsProps {
  gate: Gate;
  standing: Standing | null;
  questions: ReadonlyMap<string, string>;
}

function Sheets({ gate, standing, questions }: SheetsProps) {
  const newly = gate.golden?.deviations.length ?? 0;
  const worse = gate.flipped.filter(({ now }) => now === "wrong").length;
  return (
    <>
      <section className={`verdict verdict-${gate.verdict}`} data-testid="gate" data-verdict={gate.verdict}>
        <h2 data-testid="verdict-text">{verdictText(gate)}</h2>
        {gate.reasons.length > 1 ? (
          <ul>
            {gate.reasons.slice(1).map((reason) => (
              <li key={`${reason.code}${reason.what}`}>{reasonText(reason, gate)}</li>
            ))}
          </ul>
        ) : null}
        <p className="quiet num" hidden={gate.figures.length === 0}>
          {gate.rows ? `用 ${gate.rows} 句没拿来训练的话` : "用没拿来训练的话"}
          {gate.golden?.candidate ? `和 ${gate.golden.candidate.conversations} 段标准对话` : ""}
          {gate.against ? `，和${standing ? `线上「${nameOf(gate.against, standing.models)}」` : "线上模型"}比较` : "，没有线上模型可比"}
          {gate.at ? `，${formatMoment(gate.at)}` : ""}
        </p>
      </section>
      {gate.figures.length > 0 ? (
        <>
          <Sheet title="各项成绩">
            <FigureTable figures={gate.figures} />
          </Sheet>
          <div className="two-sheets">
            <Sheet title="每个意图">
              <Deltas title="比线上认得准多少（百分点）" nameOf={intentName} deltas={gate.intents.map((each) => ({ ...each, id: each.intent }))} />
            </Sheet>
            <Sheet title="每类信息">
              <Deltas title="比线上找得准多少（百分点）" nameOf={entityName} deltas={gate.entities.map((each) => ({ ...each, id: each.entity }))} />
            </Sheet>
          </div>
          <Sheet title={worse > 0 ? `变了的句子，其中 ${worse} 句变错了` : "变了的句子"}>
            <FlippedList gate={gate} questions={questions} />
          </Sheet>
          {gate.forgotten?.length ? (
            <Sheet title={`训练过却听不懂了的句子，${gate.forgotten.length} 句`}>
              <Sentences rows={gate.forgotten} questions={questions} />
            </Sheet>
          ) : null}
          <div className="two-sheets">
            <Sheet title="什么和什么更容易弄混">
              <ConfusionTable rows={gate.confusion} />
            </Sheet>
            <Sheet title="问答的变化">
              <TopicTable changes={gate.faq?.changes ?? []} />
            </Sheet>
          </div>
          <Sheet title={newly > 0 ? `标准对话，${newly} 处不一样` : "标准对话"}>
            <GoldenList golden={gate.golden} />
          </Sheet>
          <Sheet title="交叉验证">
            <CrossValidation both={gate.cross_validation} />
          </Sheet>
        </>
      ) : null}
    </>
  );
}
