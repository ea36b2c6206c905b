import { useCallback, useEffect, useState } from "react";
import { type Problem, type Survey, type SurveyApi, SurveyError } from "./api";
import { Done } from "./Done";
import { Questions } from "./Questions";
import { words } from "./words";

type State = { at: "loading" } | { at: "problem"; problem: Problem } | { at: "open" | "done"; survey: Survey };

const problemOf = (error: unknown): Problem => (error instanceof SurveyError ? error.problem : "away");

export function SurveyPage({ api }: { api: SurveyApi }) {
  const [state, setState] = useState<State>({ at: "loading" });

  const load = useCallback((): void => {
    setState({ at: "loading" });
    api.read().then(
      (survey) => setState({ at: survey.answer || survey.refused ? "done" : "open", survey }),
      (error: unknown) => setState({ at: "problem", problem: problemOf(error) }),
    );
  }, [api]);
  useEffect(load, [load]);

  // The top of what is new, not the middle of what was there.
  const at = state.at;
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [at]);

  /** What went wrong, null where it went well; a survey that is over by now is said on the page itself. */
  const keep = async (asked: Promise<Survey>, at: "open" | "done"): Promise<Problem | null> => {
    try {
      setState({ at, survey: await asked });
      return null;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === "gone" || problem === "over") setState({ at: "problem", problem });
      return problem;
    }
  };

  return (
    <div className="survey">
      <header className="house">
        <span className="house-sign" aria-hidden="true">
          青
        </span>
        {words.house}
      </header>
      <main>
        {state.at === "loading" && (
          <p className="quiet" role="status">
            {words.loading}
          </p>
        )}
        {state.at === "problem" && <Trouble problem={state.problem} onRetry={load} />}
        {state.at === "open" && (
          <Questions
            survey={state.survey}
            onAnswer={(answer) => keep(api.answer(answer), "done")}
            onRefuse={() => keep(api.refuse(true), "done")}
          />
        )}
        {state.at === "done" && (
          <Done
            survey={state.survey}
            onChange={() => setState({ at: "open", survey: state.survey })}
            onRefuse={(refused) => keep(api.refuse(refused), "done")}
          />
        )}
      </main>
    </div>
  );
}

function Trouble({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { title, text } = words.problems[problem];
  return (
    <section className="sheet note" role="alert">
      <h1>{title}</h1>
      <p>{text}</p>
      {problem === "away" || problem === "busy" ? (
        <button type="button" className="big" onClick={onRetry}>
          {words.retry}
        </button>
      ) : (
        <a className="big" href="/">
          {words.chat}
        </a>
      )}
    </section>
  );
}
