/** One KPI: how it stands, what it should be, how it was, how it went. */

import { Spark } from "@shared/charts/Spark";
import { NONE, deltaOf, targetText, valueText } from "../numbers";
import type { Kpi } from "../types";

export function Tile({ kpi, onOpen }: { kpi: Kpi; onOpen: () => void }) {
  const delta = deltaOf(kpi);
  const odd = kpi.trend.flatMap((day, place) => (day.anomaly && day.value !== null ? [place] : []));
  return (
    <button type="button" className={kpi.met === false ? "tile tile-missed" : "tile"} data-testid="tile" data-kpi={kpi.id} onClick={onOpen}>
      <span className="tile-head">
        <span className="tile-name">{kpi.name}</span>
        <Met kpi={kpi} />
      </span>
      <Value kpi={kpi} />
      <span className="tile-line num">{kpi.target ? targetText(kpi.target, kpi.unit) : "没有设目标"}</span>
      <span className="tile-line num">
        {kpi.value === null ? "这段时间没有可算的记录" : delta ? <Change delta={delta} /> : "上期没有记录"}
      </span>
      <Spark
        values={kpi.trend.map((day) => day.value)}
        target={kpi.target?.value ?? null}
        odd={odd}
        area={kpi.unit === "count"}
        label={`${kpi.name}每日走势${odd.length > 0 ? `，${odd.length} 天异常` : ""}`}
      />
    </button>
  );
}

/** By a word and a sign, not by colour alone. */
export function Met({ kpi }: { kpi: Pick<Kpi, "met"> }) {
  if (kpi.met === null) return null;
  return <span className={kpi.met ? "chip chip-good" : "chip chip-late"}>{kpi.met ? "✓ 达标" : "✕ 未达标"}</span>;
}

function Change({ delta }: { delta: NonNullable<ReturnType<typeof deltaOf>> }) {
  const tone = delta.better === null ? undefined : delta.better ? "change-good" : "change-bad";
  const word = delta.better === null ? "" : delta.better ? "，好转" : "，变差";
  return (
    <span className={tone}>
      {delta.text}
      {word}
    </span>
  );
}

/** The number large, its unit small. */
function Value({ kpi }: { kpi: Kpi }) {
  const text = valueText(kpi.value, kpi.unit);
  if (text === NONE) return <span className="tile-value quiet">–</span>;
  return (
    <span className="tile-value num">
      {text.split(/(%|\s?[一-龥]+\s?)/).map((piece, place) => (place % 2 ? <small key={place}>{piece}</small> : piece))}
    </span>
  );
}
