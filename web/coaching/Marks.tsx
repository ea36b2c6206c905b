import { ENDINGS } from "./words";
import type { Practice } from "./types";
import "./coaching.css";

/** What a practice is worth, and which line earned or lost it. */
export function Marks({ practice }: { practice: Practice }) {
  if (practice.score === null || practice.ending === null) return null;
  return (
    <section className="marks" data-testid="marks">
      <p className="marks-head">
        <b className={practice.passed ? "num marks-score" : "num marks-score tone-warning"}>{practice.score}</b>
        <span>
          {practice.passed ? "通过" : "还没通过，满 80 分算通过"} · {ENDINGS[practice.ending]}
        </span>
      </p>
      <ul>
        {practice.marks.map((mark) => (
          <li key={`${mark.what}${mark.line}`} className={mark.points < mark.of || mark.points < 0 ? "mark mark-lost" : "mark"}>
            <span className="mark-what">{mark.what}</span>
            {mark.line ? <small className="quiet">第 {mark.line} 句</small> : null}
            <span className="num">{mark.of ? `${mark.points}/${mark.of}` : mark.points}</span>
          </li>
        ))}
      </ul>
      {practice.comment ? (
        <blockquote className="marks-comment">
          {practice.comment}
          <small className="quiet">— {practice.comment_by}</small>
        </blockquote>
      ) : null}
    </section>
  );
}

/** The talk of a practice, the customer left. */
export function Talk({ practice }: { practice: Practice }) {
  return (
    <ol className="talk" aria-label="练习记录" data-testid="talk">
      {practice.lines.map((line, place) => (
        <li key={place} className={`talk-line talk-${line.sender}`}>
          <p className="talk-text">{line.text}</p>
          {line.faults.map((safe) => (
            <p key={safe} className="talk-fault">
              可以这样说：{safe}
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}
