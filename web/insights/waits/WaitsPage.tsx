/** 排队等待: when customers wait for people, how long, and how many give up. */

import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { PeriodChoice } from "../PeriodChoice";
import { countText } from "../numbers";
import type { PageProps } from "../pages";
import { wire } from "../period";
import { type Figure, type Wait, type Waits, FIGURES, figureText, hourText, worst } from "./waits";
import { WaitsMap } from "./WaitsMap";
import "./waits.css";

export default function WaitsPage({ insights, place, span }: PageProps) {
  const read = useReading(() => insights.call<Waits>("GET", `/api/insights/waits?${wire(span)}`), [insights, span.from, span.to]);
  return (
    <>
      <header className="page-head">
        <h1>排队等待</h1>
        <PeriodChoice place={place} />
        <span className="push page-acts">
          <Button href={`/api/insights/waits.csv?${wire(span)}`} data-testid="csv">
            下载 CSV
          </Button>
        </span>
      </header>
      <div className="page-body" data-testid="waits">
        <Shown read={read}>{(waits) => (waits.all.queued === 0 ? <NoWaits /> : <Hours waits={waits} />)}</Shown>
      </div>
    </>
  );
}

const NoWaits = () => (
  <Sheet>
    <Nothing title="这段时间没有人排队" hint="有客户转人工之后，这里会按星期和小时显示等了多久。" />
  </Sheet>
);

function Hours({ waits }: { waits: Waits }) {
  const [figure, setFigure] = useState<Figure>("median_s");
  const top = worst(waits.hours, figure);
  return (
    <>
      <Whole wait={waits.all} />
      <Sheet
        title="哪天、几点"
        acts={
          <Segmented
            aria-label="看什么"
            size="small"
            value={figure}
            options={(Object.keys(FIGURES) as Figure[]).map((value) => ({ value, label: FIGURES[value] }))}
            onChange={setFigure}
          />
        }
      >
        <WaitsMap hours={waits.hours} figure={figure} />
        {top.length > 0 ? (
          <p className="waits-worst num" data-testid="worst">
            <span className="quiet">最高的几个小时：</span>
            {top.map((each) => `${hourText(each)} ${figureText(each, figure)}`).join("，")}
          </p>
        ) : null}
      </Sheet>
    </>
  );
}

function Whole({ wait }: { wait: Wait }) {
  const facts: [string, string][] = [
    ["排队", `${countText(wait.queued)} 人次`],
    ["接通", `${countText(wait.answered)} 人次`],
    ["一半客户等待不超过", figureText(wait, "median_s")],
    ["放弃率", figureText(wait, "gave_up")],
  ];
  return (
    <dl className="waits-whole">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
