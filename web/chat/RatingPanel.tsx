import type { Rating } from "@shared/api";
import { zh } from "@shared/locale/zh";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Icon } from "./icons";

const SCORES = [1, 2, 3, 4, 5];
const RECOMMEND = Array.from({ length: 11 }, (_, index) => index);

/** Offered when a conversation closes; can be changed, the last one counts. Native radios, so arrow keys work. */
export function RatingPanel({ onRate }: { onRate: (rating: Rating) => Promise<void> }) {
  const [score, setScore] = useState<number | null>(null);
  const [recommend, setRecommend] = useState<number | null>(null);
  const [comment, setComment] = useState("");
  const [state, setState] = useState<"open" | "sending" | "failed" | "done">("open");
  const words = zh.rating;
  const form = useRef<HTMLFormElement>(null);
  const rated = score !== null;

  // It has grown: what was added may lie below the edge.
  useEffect(() => {
    if (rated) form.current?.scrollIntoView({ block: "nearest" });
  }, [rated]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (score === null) return;
    setState("sending");
    try {
      await onRate({
        score,
        ...(recommend === null ? {} : { recommend }),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      });
      setState("done");
    } catch {
      setState("failed");
    }
  };

  if (state === "done") {
    return (
      <section className="rating" data-testid="rating-panel" role="status">
        <p className="rating-thanks">{words.thanks}</p>
        <button type="button" className="link" onClick={() => setState("open")}>
          {words.change}
        </button>
      </section>
    );
  }
  return (
    <form ref={form} className="rating" data-testid="rating-panel" onSubmit={submit}>
      <fieldset className="stars">
        <legend>{words.title}</legend>
        <div className="stars-row">
          {SCORES.map((value) => (
            <label key={value} className={score !== null && value <= score ? "star on" : "star"} title={words.words[value - 1]}>
              <input
                type="radio"
                name="score"
                value={value}
                checked={score === value}
                onChange={() => setScore(value)}
                aria-label={`${words.star(value)}，${words.words[value - 1]}`}
              />
              <Icon name="star" size="2rem" filled={score !== null && value <= score} />
            </label>
          ))}
        </div>
        <p className="stars-word" aria-hidden="true">
          {score === null ? "\u00a0" : words.words[score - 1]}
        </p>
      </fieldset>
      {score !== null && (
        <>
          <fieldset className="recommend">
            <legend>{words.recommend}</legend>
            <div className="recommend-row">
              {RECOMMEND.map((value) => (
                <label key={value} className={recommend === value ? "on num" : "num"}>
                  <input
                    type="radio"
                    name="recommend"
                    value={value}
                    checked={recommend === value}
                    onChange={() => setRecommend(value)}
                  />
                  {value}
                </label>
              ))}
            </div>
            <p className="recommend-ends" aria-hidden="true">
              <span>{words.unlikely}</span>
              <span>{words.likely}</span>
            </p>
          </fieldset>
          <textarea
            className="rating-comment"
            rows={2}
            maxLength={500}
            value={comment}
            placeholder={words.comment}
            aria-label={words.comment}
            onChange={(event) => setComment(event.target.value)}
          />
          {state === "failed" && (
            <p className="ask-problem" role="alert">
              {words.failed}
            </p>
          )}
          <button type="submit" className="primary" disabled={state === "sending"}>
            {words.submit}
          </button>
        </>
      )}
    </form>
  );
}
