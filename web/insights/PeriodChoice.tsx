/** Which days; kept in the address. Own dates take effect once both are there. */

import { goTo } from "@shared/board";
import { today } from "@shared/format";
import { useState } from "react";
import { type Place, hashOf } from "./pages";
import { MOST_DAYS, NAMED, type Named, type Period, fits, spanOf } from "./period";

export function PeriodChoice({ place }: { place: Place }) {
  const { period } = place;
  const [typed, setTyped] = useState(() => spanOf(period));
  const own = "own" in period;
  const choose = (chosen: Period): void => goTo(hashOf(chosen, place.page, ...place.rest));
  const type = (span: typeof typed): void => {
    setTyped(span);
    if (fits(span)) choose({ own: span });
  };
  return (
    <div className="filters period">
      <select
        aria-label="时间"
        className="period-select"
        data-testid="period"
        value={own ? "own" : period.named}
        onChange={(event) => {
          const { value } = event.target;
          if (value === "own") {
            const span = spanOf(period);
            setTyped(span);
            choose({ own: span });
          } else choose({ named: value as Named });
        }}
      >
        {(Object.keys(NAMED) as Named[])
          .sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
          .map((named) => (
            <option key={named} value={named}>
              {NAMED[named]}
            </option>
          ))}
        <option value="own">自选日期</option>
      </select>
      {own ? (
        <span className="span-choice">
          <input type="date" aria-label="从" max={today()} value={typed.from} onChange={(e) => type({ ...typed, from: e.target.value })} />
          至
          <input type="date" aria-label="到" max={today()} value={typed.to} onChange={(e) => type({ ...typed, to: e.target.value })} />
          {fits(typed) ? null : <span className="tone-breach">先早后晚，最多 {MOST_DAYS} 天</span>}
        </span>
      ) : null}
    </div>
  );
}

const ORDER: Named[] = ["7", "30", "90", "month", "last"];
