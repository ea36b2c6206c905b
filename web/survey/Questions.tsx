import { type FormEvent, useState } from "react";
import type { Answer, Item, Problem, Survey } from "./api";
import { Scale } from "./Scale";
import { words } from "./words";

const SCORES = words.scores.map((label, index) => ({ value: index + 1, label }));
const RECOMMEND = Array.from({ length: 11 }, (_, value) => ({ value }));

interface Props {
  survey: Survey;
  onAnswer: (answer: Answer) => Promise<Problem | null>;
  onRefuse: () => Promise<Problem | null>;
}

/** Nothing is demanded but one answer of any kind. What was chosen stays whatever goes wrong. */
export function Questions({ survey, onAnswer, onRefuse }: Props) {
  const [given, setGiven] = useState<Answer>(survey.answer ?? {});
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const said = (item: Item | "recommend") => (value: number) => setGiven((before) => ({ ...before, [item]: value }));
  const empty =
    survey.items.every((item) => given[item] == null) && given.recommend == null && !given.comment?.trim();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (empty) {
      setTrouble(words.choose);
      return;
    }
    setSending(true);
    setTrouble(null);
    const problem = await onAnswer({ ...given, comment: given.comment?.trim() || null });
    if (problem) {
      setSending(false);
      setTrouble(words.failed[problem === "busy" ? "busy" : "away"]);
    }
  };
  const refuse = async (): Promise<void> => {
    if (await onRefuse()) setTrouble(words.refuseFailed);
  };

  return (
    <form className="sheet" onSubmit={submit}>
      <div className="head">
        <p className="about">{survey.about}</p>
        <h1>{words.title[survey.occasion]}</h1>
        <p className="lead">{words.lead}</p>
      </div>
      {survey.items.map((item) => (
        <Scale
          key={item}
          name={item}
          title={words.items[survey.occasion][item]}
          steps={SCORES}
          value={given[item] ?? null}
          onChange={said(item)}
        />
      ))}
      <Scale
        name="recommend"
        title={words.recommend}
        steps={RECOMMEND}
        ends={[words.unlikely, words.likely]}
        value={given.recommend ?? null}
        onChange={said("recommend")}
      />
      <label className="comment">
        <span className="scale-title">{words.comment}</span>
        <textarea
          rows={4}
          maxLength={500}
          value={given.comment ?? ""}
          aria-describedby="comment-hint"
          onChange={(event) => setGiven((before) => ({ ...before, comment: event.target.value }))}
        />
        <span className="hint" id="comment-hint">
          {words.commentHint}
        </span>
      </label>
      <div className="end">
        {trouble && (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit" className="big" disabled={sending}>
          {sending ? words.sending : words.submit}
        </button>
        <button type="button" className="small" onClick={refuse}>
          {words.refuse}
        </button>
      </div>
    </form>
  );
}
