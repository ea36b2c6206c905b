/** A quiz: all questions on one page, then what was right and where it stands. */

import { PageFrame } from "@shared/ui/PageFrame";
import { App, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import type { QuizBegun, QuizDone } from "../../coaching/types";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { errorText } from "../words";
import "../../coaching/coaching.css";

interface Props {
  desk: Desk;
  quiz: QuizBegun;
  onEnd: () => void;
}

export function QuizView({ desk, quiz, onEnd }: Props) {
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<(number | null)[]>(quiz.questions.map(() => null));
  const [done, setDone] = useState<QuizDone | null>(null);
  const [busy, setBusy] = useState(false);
  const top = useRef<HTMLParagraphElement>(null);
  // What came of it stands above the questions.
  useEffect(() => {
    top.current?.scrollIntoView({ block: "center" });
  }, [done]);
  const open = chosen.filter((each) => each === null).length;
  const handIn = async (): Promise<void> => {
    setBusy(true);
    try {
      setDone(await desk.call<QuizDone>("POST", `/api/desk/coaching/quizzes/${quiz.id}/answers`, { chosen }));
    } catch (error) {
      void message.error(errorText(codeOf(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <PageFrame title={`测验 · ${quiz.title}`} acts={<Button onClick={onEnd}>返回培训</Button>}>
      <div className="quiz">
        {done ? (
          <p ref={top} className="marks-head" role="status" data-testid="quiz-score">
            <b className={done.passed ? "num marks-score" : "num marks-score tone-warning"}>{done.score}</b>
            {done.passed ? "通过了" : "还没通过，看看下面的出处，再考一次"}
          </p>
        ) : null}
        {quiz.questions.map((question, number) => {
          const answered = done?.questions[number];
          return (
            <fieldset key={question.ask} className="quiz-question" disabled={done !== null}>
              <legend>
                {number + 1}. {question.ask}
              </legend>
              {question.choices.map((choice, place) => (
                <label key={choice} className={choiceLook(place, chosen[number] ?? null, answered?.right ?? null)}>
                  <input
                    type="radio"
                    name={`question-${number}`}
                    checked={chosen[number] === place}
                    onChange={() => setChosen((before) => before.map((was, at) => (at === number ? place : was)))}
                  />
                  <span>{choice}</span>
                </label>
              ))}
              {answered?.source ? <small className="quiet">出处：{answered.source}</small> : null}
            </fieldset>
          );
        })}
        <p className="quiz-foot">
          {done ? (
            <Button type="primary" onClick={onEnd}>
              完成
            </Button>
          ) : (
            <>
              <Button type="primary" loading={busy} data-testid="hand-in" onClick={() => void handIn()}>
                交卷
              </Button>
              <span className="quiet">{open ? `还有 ${open} 题没选` : "都选好了"}</span>
            </>
          )}
        </p>
      </div>
    </PageFrame>
  );
}

function choiceLook(place: number, chosen: number | null, right: number | null): string {
  const look = ["quiz-choice"];
  if (right === null && place === chosen) look.push("quiz-chosen");
  if (right !== null && place === right) look.push("quiz-right");
  if (right !== null && place === chosen && place !== right) look.push("quiz-wrong");
  return look.join(" ");
}
