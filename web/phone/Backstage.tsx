import { findLast } from "@shared/arrays";
import { formatDivider } from "@shared/format";
import type { Screen } from "./api";
import { words } from "./words";

/** For the curious: what went between this phone and the account. */
export function Backstage({ screen }: { screen: Screen }) {
  const way = findLast(screen.bubbles, (bubble) => bubble.way !== null)?.way ?? null;
  const { push, windows } = screen;
  return (
    <section className="backstage" aria-labelledby="backstage">
      <h2 id="backstage">{words.panel}</h2>
      <p className="hint">{words.panelHint}</p>
      <dl>
        <dt>{words.lastAnswer}</dt>
        <dd data-testid="last-way">
          {way ? words.ways[way] : words.noAnswer}
          {way && <span className="hint">{words.waysHint[way]}</span>}
        </dd>
        <dt>{words.quota}</dt>
        <dd>
          {windows.length === 0 && words.noQuota}
          {windows.map((window) => (
            <span key={window.kind} className="window num">
              <b>{words.left(window.left)}</b>
              <span className="hint">{words.windowKinds[window.kind]}</span>
            </span>
          ))}
        </dd>
        {push && (
          <>
            <dt>{words.tries}</dt>
            <dd data-testid="push-tries">
              {push.tries.length === 0 && words.waiting}
              <ol>
                {push.tries.map((each, index) => (
                  <li key={index} className="num">
                    <span className="hint">{words.tryNumber(index + 1)}</span>
                    <span>
                      {words.answers[each.answer]}
                      {each.answer === "refused" && each.status ? ` ${each.status}` : ""}
                    </span>
                    <span className="hint">{each.ms} ms</span>
                  </li>
                ))}
              </ol>
            </dd>
          </>
        )}
        <dt>{words.push}</dt>
        <dd>
          {!push && words.noPush}
          {push && (
            <>
              <span className="hint num">{formatDivider(push.at)}</span>
              <code className="query">{push.query}</code>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so reachable by keyboard */}
              <pre tabIndex={0} aria-label={words.push} data-testid="push-xml">
                {push.xml}
              </pre>
            </>
          )}
        </dd>
      </dl>
    </section>
  );
}
