import type { TimelineEntry } from "@shared/api";
import { formatMoment } from "@shared/format";

/** Newest first: what a customer asks is where it stands now. */
export function Timeline({ entries, names }: { entries: TimelineEntry[]; names: Record<string, string> }) {
  if (!entries.length) return null;
  return (
    <ol className="timeline">
      {[...entries].reverse().map((entry, index) => (
        <li key={`${entry.at}-${entry.status}-${index}`} className={index === 0 ? "step step-now" : "step"}>
          <div className="step-head">
            <span className="step-name">{names[entry.status] ?? entry.status}</span>
            <time className="step-at num" dateTime={entry.at}>
              {formatMoment(entry.at)}
            </time>
          </div>
          {entry.note && entry.note !== names[entry.status] && <p className="step-note">{entry.note}</p>}
        </li>
      ))}
    </ol>
  );
}
