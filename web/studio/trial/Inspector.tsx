/** What went on inside one turn: how it was read and why, what decided, what was done. */

import { Sheet } from "@shared/ui/PageFrame";
import { useReading } from "@shared/useReading";
import { useWords } from "@shared/ui/words";
import { App, Button } from "antd";
import { useMemo, useState } from "react";
import type { User } from "../../staff/types";
import { LabelPicker } from "../LabelPicker";
import { MarkedText } from "../MarkedText";
import type { Choice } from "../catalogue";
import { actionName, entityName, intentName, slotName } from "../names";
import { teaches } from "../pages";
import { percent } from "../release/figures";
import type { Studio } from "../studio";
import { useQuestions } from "../useQuestions";
import { WhySheet } from "./WhySheet";
import { markedFrom, shownValue } from "./reading";
import type { Round } from "./room";
import { teach } from "./teach";
import type { Parsed } from "./trialTypes";

interface Props {
  studio: Studio;
  user: User;
  round: Round;
  model: string | null;
  /** Which of two models this is. */
  name: string | null;
}

export function Inspector({ studio, user, round, model, name }: Props) {
  const { message } = App.useApp();
  const { refusal } = useWords();
  const [picking, setPicking] = useState(false);
  const questions = useQuestions(studio);
  const { turn } = round;
  const understood = turn?.understood ?? null;
  const why = useReading<Parsed | null>(
    async () => (round.typed && !round.busy ? studio.call("POST", "/api/studio/parse", { text: round.said, ...(model ? { model } : {}) }) : null),
    [studio, round.said, round.typed, round.busy, model],
  );
  const marked = useMemo(() => (understood ? markedFrom(understood) : round.said), [understood, round.said]);
  const label = async (choice: Choice): Promise<void> => {
    setPicking(false);
    try {
      const added = await teach(studio, round.said, choice.label);
      void message.success(added ? `已加到「${choice.title}」，下次训练生效` : `「${choice.title}」里已经有这句`);
    } catch (error) {
      void message.error(refusal(error));
    }
  };
  if (round.busy && !turn) return <p className="nothing quiet">正在想</p>;
  return (
    <>
      <Sheet
        title={name ?? "怎么听的"}
        acts={
          round.typed && teaches(user) ? (
            <Button size="small" onClick={() => setPicking(true)} data-testid="label-it">
              教它这句
            </Button>
          ) : null
        }
      >
        <div className="sheet-body inside">
          <p className="inside-text">
            <MarkedText value={marked} />
          </p>
          {understood ? (
            <>
              <Ranking label="意图" rows={understood.ranking.map(([id, score]) => ({ id, title: intentName(id), score }))} chosen={understood.intent.name} />
              {understood.topics.length > 0 ? (
                <Ranking label="问答" rows={understood.topics.map(({ id, question, score }) => ({ id, title: question, score }))} chosen={understood.topic} />
              ) : null}
              {understood.entities.length > 0 ? (
                <dl className="inside-facts">
                  {understood.entities.map(({ entity, value, start }) => (
                    <div key={`${entity}${start}`}>
                      <dt>{entityName(entity)}</dt>
                      <dd>{shownValue(value)}</dd>
                    </div>
                  ))}
                </dl>
              ) : null}
            </>
          ) : (
            <p className="quiet">这一步没有要听懂的话。</p>
          )}
        </div>
      </Sheet>
      {round.typed ? <WhySheet read={why} questions={questions} /> : null}
      {turn ? (
        <Sheet title="怎么做的">
          <div className="sheet-body inside">
            <dl className="inside-facts">
              <div>
                <dt>照哪条规则</dt>
                <dd data-testid="decided-by">{turn.decided_by.rules.length > 0 ? turn.decided_by.rules.join("；") : (turn.decided_by.policy ?? "没有规则")}</dd>
              </div>
              <div>
                <dt>做了什么</dt>
                <dd>
                  <ol className="inside-actions">
                    {turn.actions.map(({ name }, place) => (
                      <li key={place}>
                        {actionName(name)}
                        {actionName(name) === name ? null : <code className="quiet">{name}</code>}
                      </li>
                    ))}
                  </ol>
                </dd>
              </div>
              {Object.entries(turn.slots).map(([slot, [before, after]]) => (
                <div key={slot}>
                  <dt>{slotName(slot)}</dt>
                  <dd>
                    <span className="quiet">{shownValue(before)}</span> → {shownValue(after)}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </Sheet>
      ) : null}
      {picking ? <LabelPicker studio={studio} title={`「${round.said}」应该是`} onChoose={(choice) => void label(choice)} onClose={() => setPicking(false)} /> : null}
    </>
  );
}

interface RankingProps {
  label: string;
  rows: { id: string; title: string; score: number }[];
  chosen: string | null;
}

function Ranking({ label, rows, chosen }: RankingProps) {
  return (
    <ol className="ranking" aria-label={label}>
      {rows.map(({ id, title, score }) => (
        <li key={id} className={id === chosen ? "ranked-first" : undefined}>
          <span>{title}</span>
          <i aria-hidden="true">
            <b style={{ width: `${Math.max(1, Math.min(100, score * 100))}%` }} />
          </i>
          <span className="num">{percent(score)}</span>
        </li>
      ))}
    </ol>
  );
}
