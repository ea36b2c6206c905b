/** 总览: how the service stands, by group; what missed its target comes first. */

import { formatMoment } from "@shared/format";
import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button } from "antd";
import { PeriodChoice } from "../PeriodChoice";
import { missed, redFirst, shortOf, targetText, valueText } from "../numbers";
import { type PageProps, type Place, go } from "../pages";
import { dayText } from "../numbers";
import { wire } from "../period";
import type { Group, Kpi, Kpis } from "../types";
import { Tile } from "./Tile";

export default function OverviewPage({ insights, place, span }: PageProps) {
  const read = useReading(() => insights.call<Kpis>("GET", `/api/insights/kpis?${wire(span)}`), [insights, span.from, span.to]);
  return (
    <>
      <header className="page-head">
        <h1>总览</h1>
        <PeriodChoice place={place} />
        <span className="push page-acts">
          <Button href={`/api/insights/kpis.csv?${wire(span)}`} data-testid="csv">
            下载 CSV
          </Button>
        </span>
      </header>
      <div className="page-body" data-testid="overview">
        <Shown read={read}>{(kpis) => <Groups kpis={kpis} place={place} />}</Shown>
      </div>
    </>
  );
}

function Groups({ kpis, place }: { kpis: Kpis; place: Place }) {
  const all = kpis.groups.flatMap((group) => group.kpis);
  if (kpis.computed_at === null)
    return <Nothing title="数字还没有算出来" hint="系统每几分钟算一次。刚装好时要等一会儿，稍后刷新这一页就有了。" />;
  return (
    <>
      <p className="computed quiet num">
        {dayText(kpis.from)}至{dayText(kpis.to)} · 上期是之前同样长的一段 · 计算于 {formatMoment(kpis.computed_at)}
      </p>
      <Red kpis={missed(all)} place={place} measured={all.some((each) => each.met !== null)} />
      {kpis.groups.map((group) => (
        <GroupOfTiles key={group.id} group={group} place={place} />
      ))}
    </>
  );
}

function Red({ kpis, place, measured }: { kpis: Kpi[]; place: Place; measured: boolean }) {
  if (!measured) return null;
  if (kpis.length === 0) return <p className="all-met">✓ 有目标的指标都达标了。</p>;
  return (
    <Sheet title={<>先看这些：{kpis.length} 项没达标</>}>
      <ul className="red-list" data-testid="missed">
        {kpis.map((kpi) => (
          <li key={kpi.id}>
            <button type="button" onClick={() => go(place, "kpi", kpi.id)}>
              <span className="red-name">{kpi.name}</span>
              <b className="num">{valueText(kpi.value, kpi.unit)}</b>
              <span className="quiet num">{kpi.target ? targetText(kpi.target, kpi.unit) : ""}</span>
              <span className="red-short num">{shortOf(kpi)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function GroupOfTiles({ group, place }: { group: Group; place: Place }) {
  const set = group.kpis.filter((each) => each.target !== null && each.met !== null);
  const met = set.length - missed(set).length;
  return (
    <section className="group" aria-label={group.name}>
      <h2>
        {group.name}
        {set.length > 0 ? (
          <span className="quiet num">
            {set.length} 项有目标，{met} 项达标
          </span>
        ) : null}
      </h2>
      <div className="tiles">
        {redFirst(group.kpis).map((kpi) => (
          <Tile key={kpi.id} kpi={kpi} onOpen={() => go(place, "kpi", kpi.id)} />
        ))}
      </div>
    </section>
  );
}
