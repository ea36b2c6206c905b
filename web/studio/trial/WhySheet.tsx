import { Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { intentName } from "../names";
import { DECIDED } from "./reading";
import type { Parsed } from "./trialTypes";

const MOST_WORDS = 8;

interface Props {
  read: { value: Parsed | null; error: string | null; again: () => void };
  questions: ReadonlyMap<string, string>;
}

/** A class is an intent or `faq/` and an entry's id. */
const classText = (id: string, questions: ReadonlyMap<string, string>): string =>
  id.startsWith("faq/") ? `「${questions.get(id.slice(4)) ?? id.slice(4)}」` : intentName(id);

/** Why it was understood so: words that weighed, and what it knows that is most alike. */
export function WhySheet({ read, questions }: Props) {
  return (
    <Sheet title="为什么这样听">
      <Shown read={read}>
        {({ why }) => {
          const most = Math.max(0.01, ...why.features.map(({ weight }) => Math.abs(weight)));
          return (
            <div className="sheet-body inside">
              {why.decided ? <p data-testid="decided">{DECIDED[why.decided] ?? why.decided}。</p> : null}
              {why.features.length > 0 ? (
                <div>
                  <p className="inside-label">起作用的字词{why.against ? `（对比${classText(why.against, questions)}）` : ""}</p>
                  <ol className="weights" aria-label="起作用的字词">
                    {why.features.slice(0, MOST_WORDS).map(({ text, weight }) => (
                      <li key={text} className={weight < 0 ? "weight-against" : undefined}>
                        <span>{text}</span>
                        <i aria-hidden="true">
                          <b style={{ width: `${(100 * Math.abs(weight)) / most}%` }} />
                        </i>
                        <span className="num">{weight < 0 ? "反对" : "支持"}</span>
                      </li>
                    ))}
                  </ol>
                </div>
              ) : null}
              {why.nearest.length > 0 ? (
                <div>
                  <p className="inside-label">训练数据里最像的</p>
                  <ul className="nearest">
                    {why.nearest.map((each) => (
                      <li key={`${each.id}${each.text}`}>
                        <span>{each.text}</span>
                        <span className="quiet">{each.kind === "faq" ? (questions.get(each.id) ?? each.id) : intentName(each.id)}</span>
                        <span className="quiet num">{Math.round(each.likeness * 100)}%</span>
                      </li>
                    ))}
                  </ul>
                </div>
              ) : null}
            </div>
          );
        }}
      </Shown>
    </Sheet>
  );
}
