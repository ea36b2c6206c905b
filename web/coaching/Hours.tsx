import { hoursText, standingText } from "./words";
import "./coaching.css";

interface Props {
  minutes: number;
  target: number;
  least: number;
}

/** Hours of the year as a bar against the target; a mark stands where the least is. */
export function Hours({ minutes, target, least }: Props) {
  return (
    <section className="hours" aria-label="今年的学时">
      <p className="hours-head">
        <b className="num">{hoursText(minutes)}</b>
        <span className={minutes < least ? "tone-warning" : "quiet"}>{standingText(minutes, target, least)}</span>
      </p>
      <HoursBar minutes={minutes} target={target} least={least} />
    </section>
  );
}

export function HoursBar({ minutes, target, least }: Props) {
  return (
    <svg className="hours-bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={hoursText(minutes)}>
      <rect className="hours-all" width="100" height="4" rx="1" />
      <rect className={minutes < least ? "hours-done hours-short" : "hours-done"} width={Math.min(100, (100 * minutes) / target)} height="4" rx="1" />
      <rect className="hours-least" x={(100 * least) / target} width="0.4" height="4" />
    </svg>
  );
}
