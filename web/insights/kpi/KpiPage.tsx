/** One KPI: its course, what was unusual, its parts, and the records behind it. */

import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { worksAtDesk } from "../../staff/places";
import { PeriodChoice } from "../PeriodChoice";
import { anomalyText, countText, deltaOf, shortOf, targetText, valueText } from "../numbers";
import { Met } from "../overview/Tile";
import { type PageProps, go } from "../pages";
import { wire } from "../period";
import type { Kpi, KpiParts } from "../types";
import { Breakdown } from "./Breakdown";
import { ImprovementDrawer } from "./ImprovementDrawer";
import { type OfPart, Records } from "./Records";
import { TrendChart } from "./TrendChart";

export default function KpiPage({ insights, user, place, span }: PageProps) {
  const id = place.rest[0] ?? "";
  const [improving, setImproving] = useState(false);
  const url = `/api/insights/kpis/${encodeURIComponent(id)}`;
  const read = useReading(() => insights.call<KpiParts>("GET", `${url}?${wire(span)}`), [insights, id, span.from, span.to]);
  return (
    <>
      <header className="page-head">
        <Button type="text" className="back" onClick={() => go(place, "overview")}>
          ‹ 总览
        </Button>
        <h1>{read.value?.name ?? "指标"}</h1>
        <PeriodChoice place={place} />
        <span className="push page-acts">
          <Button href={`${url}.csv?${wire(span)}`} data-testid="csv">
            下载 CSV
          </Button>
          {worksAtDesk(user) ? (
            <Button type="primary" disabled={!read.value} onClick={() => setImproving(true)} data-testid="improve">
              开一项改进
            </Button>
          ) : null}
        </span>
      </header>
      <div className="page-body" data-testid="kpi">
        <Shown read={read}>
          {(kpi) => (
            <>
              <Standing kpi={kpi} />
              <Sheet>
                {kpi.trend.some((day) => day.value !== null && (kpi.unit !== "count" || day.n > 0)) ? (
                  <TrendChart kpi={kpi} />
                ) : (
                  <Nothing title="这段时间没有可算的记录" hint="换一段长一点的时间，或看「怎么算的」里哪些不计在内。" />
                )}
                <Odd kpi={kpi} />
              </Sheet>
              <Parts key={kpi.id} insights={insights} place={place} span={span} user={user} kpi={kpi} />
            </>
          )}
        </Shown>
      </div>
      {improving && read.value ? (
        <ImprovementDrawer insights={insights} kpi={read.value} span={span} onClose={() => setImproving(false)} />
      ) : null}
    </>
  );
}

function Standing({ kpi }: { kpi: Kpi }) {
  const delta = deltaOf(kpi);
  return (
    <Sheet>
      <div className="standing">
        <p className="standing-value num">
          {valueText(kpi.value, kpi.unit)} <Met kpi={kpi} />
        </p>
        <dl>
          <dt>目标</dt>
          <dd className="num">
            {kpi.target ? targetText(kpi.target, kpi.unit).replace("目标", "") : "没有设目标"}
            {kpi.met === false ? <b className="tone-breach">，{shortOf(kpi)}</b> : null}
          </dd>
          <dt>上期</dt>
          <dd className="num">
            {valueText(kpi.previous, kpi.unit)}
            {delta ? `，${delta.text.replace("比上期", "现在")}${delta.better === null ? "" : delta.better ? "，好转" : "，变差"}` : ""}
          </dd>
          {kpi.unit === "count" ? null : (
            <>
              <dt>记录数</dt>
              <dd className="num">{countText(kpi.n)} 条</dd>
            </>
          )}
          <dt>怎么算的</dt>
          <dd>{kpi.about}</dd>
        </dl>
      </div>
    </Sheet>
  );
}

function Odd({ kpi }: { kpi: Kpi }) {
  const odd = kpi.trend.filter((day) => day.anomaly && day.value !== null);
  if (odd.length === 0) return null;
  return (
    <div className="odd-days">
      <h3>异常的日子</h3>
      <ul data-testid="anomalies">
        {[...odd].reverse().map((day) => (
          <li key={day.day} className="num">
            <span className={`odd-mark odd-${day.anomaly}`} aria-hidden="true" />
            {anomalyText(kpi, day)}
          </li>
        ))}
      </ul>
      <p className="hint">异常：和前几周同样的星期几比，差得超出平常的波动。</p>
    </div>
  );
}

/** Its parts by one dimension, and the records of all or of one part. */
function Parts({ insights, place, span, user, kpi }: PageProps & { kpi: Kpi }) {
  const [by, setBy] = useState(kpi.breakdowns[0] ?? null);
  const [part, setPart] = useState<OfPart | null>(null);
  const names = new Map(kpi.breakdown_names?.map((each) => [each.id, each.name]));
  const read = useReading(
    async () => {
      if (by === null) return null;
      return insights.call<KpiParts>("GET", `/api/insights/kpis/${encodeURIComponent(kpi.id)}?${wire(span)}&by=${by}`);
    },
    [insights, kpi.id, span.from, span.to, by],
  );
  return (
    <>
      {by === null ? null : (
        <Sheet
          title="分项"
          acts={
            <Segmented
              aria-label="按什么分"
              size="small"
              value={by}
              options={kpi.breakdowns.map((each) => ({ value: each, label: names.get(each) ?? each }))}
              onChange={(chosen) => {
                setBy(chosen);
                setPart(null);
              }}
            />
          }
        >
          {read.value || read.error ? (
            <Shown read={read}>
              {(found) => (
                <Breakdown
                  kpi={kpi}
                  parts={found.breakdown}
                  name={names.get(by) ?? by}
                  ofWhole={kpi.breakdown_names?.find((each) => each.id === by)?.of_whole}
                  onOpen={kpi.drill ? ({ key, name }) => setPart({ by, key, name }) : undefined}
                />
              )}
            </Shown>
          ) : (
            <p className="sheet-body quiet">正在读取</p>
          )}
        </Sheet>
      )}
      {kpi.drill ? (
        <Records insights={insights} place={place} span={span} user={user} kpi={kpi} part={part} onAll={() => setPart(null)} />
      ) : null}
    </>
  );
}
