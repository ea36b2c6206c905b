/** 话题与旅程: what customers talk about, where on their way it hurts them, what nobody could answer, whether reminders help. */

import { ShareBar } from "@shared/charts/ShareBar";
import { Spark } from "@shared/charts/Spark";
import { formatMoment } from "@shared/format";
import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button } from "antd";
import { PeriodChoice } from "../PeriodChoice";
import { countText, dayText } from "../numbers";
import { type PageProps, go } from "../pages";
import { monthOf, wire } from "../period";
import { Causes, Funnels } from "../report/Tables";
import type { Report, Stage, Topic, Topics, Unanswered } from "../types";
import { Journey } from "./Journey";

const MOST_PICTURES = 12;

export default function TopicsPage({ insights, place, span }: PageProps) {
  const on = [insights, span.from, span.to];
  const topics = useReading(() => insights.call<Topics>("GET", `/api/insights/topics?${wire(span)}`), on);
  const unanswered = useReading(() => insights.call<{ groups: Unanswered[] }>("GET", `/api/insights/unanswered?${wire(span)}`), on);
  const month = monthOf(span.to);
  const report = useReading(() => insights.call<Report>("GET", `/api/insights/report?month=${month}`), [insights, month]);
  const monthName = `${Number(month.slice(5))} 月`;
  return (
    <>
      <header className="page-head">
        <h1>话题与旅程</h1>
        <PeriodChoice place={place} />
      </header>
      <div className="page-body" data-testid="topics">
        <Sheet title="客户旅程：哪一步最不顺">
          <Shown read={topics}>{({ stages }) => <Journey stages={stages} />}</Shown>
        </Sheet>
        <Sheet title="问得最多的话题" acts={<span className="quiet">每张图高度同一把尺，可以互相比</span>}>
          <Shown read={topics}>{(found) => <Pictures topics={found.topics} stages={found.stages} />}</Shown>
        </Sheet>
        <Sheet
          title="机器人还答不上来的"
          acts={
            <Button size="small" href="/studio#inbox">
              去收件箱处理
            </Button>
          }
        >
          <Shown read={unanswered}>{({ groups }) => <Missing groups={groups} />}</Shown>
        </Sheet>
        <div className="side-by-side">
          <Sheet title={`到期提醒的效果 · ${monthName}`}>
            <Shown read={report}>{({ renewal }) => <Funnels renewal={renewal} />}</Shown>
          </Sheet>
          <Sheet
            title={`投诉原因 · ${monthName}`}
            acts={
              <Button size="small" onClick={() => go(place, "kpi", "complaints_received")}>
                看投诉量
              </Button>
            }
          >
            <Shown read={report}>{({ complaints }) => <Causes causes={complaints} />}</Shown>
          </Sheet>
        </div>
      </div>
    </>
  );
}

function Pictures({ topics, stages }: { topics: Topic[]; stages: Stage[] }) {
  if (topics.length === 0) return <Nothing title="这段时间没有识别出话题" hint="换一段长一点的时间再看。" />;
  const most = Math.max(...topics.flatMap(({ trend }) => trend.map(({ n }) => n)));
  const names = new Map(stages.map(({ id, name }) => [id, name]));
  return (
    <ol className="topic-pictures">
      {topics.slice(0, MOST_PICTURES).map((topic) => {
        const top = topic.trend.reduce((best, day) => (day.n > best.n ? day : best), { day: "", n: 0 });
        return (
          <li key={topic.id}>
            <p className="topic-name">{topic.name}</p>
            <p className="quiet num">
              {countText(topic.n)} 次
              {topic.stage ? ` · ${names.get(topic.stage) ?? ""}` : ""}
            </p>
            <Spark area height={36} max={most} values={topic.trend.map(({ n }) => n)} label={`${topic.name}每日次数`} />
            <p className="topic-top quiet num">{top.n > 0 ? `最多 ${dayText(top.day)}，${countText(top.n)} 次` : ""}</p>
          </li>
        );
      })}
    </ol>
  );
}

function Missing({ groups }: { groups: Unanswered[] }) {
  if (groups.length === 0) return <Nothing title="没有等着处理的问题" hint="机器人答不上来的问题会归成组，出现在这里。" />;
  const most = groups[0]?.n ?? 1;
  return (
    <ol className="missing">
      {groups.slice(0, 10).map((group) => (
        <li key={group.id}>
          <div>
            <a href={`/studio#inbox/${encodeURIComponent(group.id)}`}>{group.title}</a>
            {group.example === group.title ? null : <p className="quiet">最近：{group.example}</p>}
          </div>
          <span className="missing-bar">
            <ShareBar share={group.n / most} />
          </span>
          <span className="num missing-n">{countText(group.n)} 次</span>
          <span className="quiet num missing-when">{formatMoment(group.last_at)}</span>
        </li>
      ))}
    </ol>
  );
}
