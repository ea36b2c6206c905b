import { useState } from "react";
import type { Problem, Survey } from "./api";
import { dayOf, words } from "./words";

interface Props {
  survey: Survey;
  onChange: () => void;
  onRefuse: (refused: boolean) => Promise<Problem | null>;
}

export function Done({ survey, onChange, onRefuse }: Props) {
  const [failed, setFailed] = useState(false);
  const refuse = async (refused: boolean): Promise<void> => {
    setFailed((await onRefuse(refused)) !== null);
  };
  const { answer, refused } = survey;
  return (
    <section className="sheet note" role="status">
      {answer ? (
        <>
          <span className="tick" aria-hidden="true" />
          <h1>{words.thanks}</h1>
          <p>{unhappy(survey) ? words.thanksBad : words.thanksGood}</p>
          <p className="quiet">{words.until(dayOf(survey.ends_at))}</p>
          <button type="button" className="big plain" onClick={onChange}>
            {words.change}
          </button>
        </>
      ) : (
        <h1>{words.refused}</h1>
      )}
      {refused && answer && <p className="told">{words.refused}</p>}
      {failed && (
        <p className="trouble" role="alert">
          {words.refuseFailed}
        </p>
      )}
      <button type="button" className="small" onClick={() => refuse(!refused)}>
        {refused ? words.unrefuse : words.refuse}
      </button>
    </section>
  );
}

/** As the house counts it: somebody will look at it. */
export function unhappy({ items, answer }: Survey): boolean {
  if (!answer) return false;
  const low = items.some((item) => (answer[item] ?? 5) <= 2);
  return low || ((answer.recommend ?? 10) <= 6 && !!answer.comment);
}
