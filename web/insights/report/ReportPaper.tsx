/** The sheets of the monthly report: summary, KPIs by group, complaints, customers' voice, reminders, improvements. */

import { Spark } from "@shared/charts/Spark";
import { formatMoment } from "@shared/format";
import { NONE, anomalyText, countText, dayText, deltaOf, missed, shortOf, targetText, valueText } from "../numbers";
import { Journey, worst } from "../topics/Journey";
import type { Group, Improvement, Kpi, Report } from "../types";
import { monthText } from "./ReportPage";
import { Causes, Funnels } from "./Tables";

export function ReportPaper({ report, made }: { report: Report; made: string }) {
  const all = report.groups.flatMap((group) => group.kpis);
  return (
    <article className="paper" data-testid="paper">
      <header className="paper-head">
        <p className="quiet">客户服务</p>
        <h1>{monthText(report.month)}服务月报</h1>
        <p className="quiet num">
          {dayText(report.from)}至{dayText(report.to)}，与 {dayText(report.compared_from)}至{dayText(report.compared_to)}相比 · 计算于 {made}
        </p>
      </header>
      <Summary report={report} all={all} />
      <section>
        <h2>一、指标与目标</h2>
        {report.groups.map((group) => (
          <KpiTable key={group.id} group={group} />
        ))}
      </section>
      <section className="paper-break">
        <h2>二、投诉</h2>
        <Causes causes={report.complaints} />
      </section>
      <section>
        <h2>三、客户在说什么</h2>
        <h3>旅程</h3>
        <Journey stages={report.stages} />
        <div className="paper-columns">
          <div>
            <h3>问得最多</h3>
            <Ranked rows={report.topics.slice(0, 10).map(({ id, name, n }) => ({ id, name, n }))} nothing="没有识别出话题" />
          </div>
          <div>
            <h3>还答不上来</h3>
            <Ranked rows={report.unanswered.slice(0, 10).map(({ id, title, n }) => ({ id, name: title, n }))} nothing="没有等着处理的问题" />
          </div>
        </div>
      </section>
      <section>
        <h2>四、到期提醒</h2>
        <Funnels renewal={report.renewal} />
      </section>
      <section>
        <h2>五、改进</h2>
        <Improvements tasks={report.tasks} />
      </section>
    </article>
  );
}

function Summary({ report, all }: { report: Report; all: Kpi[] }) {
  const set = all.filter((each) => each.met !== null);
  const red = missed(all);
  const odd = all.flatMap((kpi) => kpi.trend.filter(({ anomaly, value }) => anomaly && value !== null).map((day) => ({ kpi, day })));
  const sore = worst(report.stages);
  return (
    <section className="paper-summary">
      <h2>要点</h2>
      <ul className="num">
        <li>
          {set.length > 0 ? `${set.length} 项有目标的指标里，${set.length - red.length} 项达标。` : "这个月没有可以和目标比的指标。"}
          {red.length > 0 ? `没达标：${red.map((kpi) => `${kpi.name} ${valueText(kpi.value, kpi.unit)}（${shortOf(kpi)}）`).join("；")}。` : ""}
        </li>
        {sore ? (
          <li>
            客户旅程里「{sore.name}」最不顺：每百次提问有 {countText(sore.pain.rate ?? 0)} 次转人工、没听懂或差评。
          </li>
        ) : null}
        {odd.slice(0, 5).map(({ kpi, day }) => (
          <li key={`${kpi.id} ${day.day}`}>
            {kpi.name}：{anomalyText(kpi, day)}。
          </li>
        ))}
        {odd.length > 5 ? <li>另有 {odd.length - 5} 个异常的日子，见总览。</li> : null}
      </ul>
    </section>
  );
}

function KpiTable({ group }: { group: Group }) {
  return (
    <table className="paper-table paper-kpis">
      <caption>{group.name}</caption>
      <thead>
        <tr>
          <th scope="col">指标</th>
          <th scope="col" className="num">
            本月
          </th>
          <th scope="col">目标</th>
          <th scope="col">达标</th>
          <th scope="col" className="num">
            上月
          </th>
          <th scope="col">变化</th>
          <th scope="col">每日走势</th>
        </tr>
      </thead>
      <tbody>
        {group.kpis.map((kpi) => (
          <tr key={kpi.id} className={kpi.met === false ? "paper-missed" : undefined}>
            <th scope="row">{kpi.name}</th>
            <td className="num">{valueText(kpi.value, kpi.unit)}</td>
            <td>{kpi.target ? targetText(kpi.target, kpi.unit).replace("目标", "") : NONE}</td>
            <td>{kpi.met === null ? NONE : kpi.met ? "✓ 达标" : "✕ 未达标"}</td>
            <td className="num">{valueText(kpi.previous, kpi.unit)}</td>
            <td>{deltaOf(kpi)?.text.replace("比上期", "").replace("与上期", "") ?? NONE}</td>
            <td className="paper-spark">
              <Spark
                height={20}
                values={kpi.trend.map(({ value }) => value)}
                target={kpi.target?.value ?? null}
                area={kpi.unit === "count"}
                label={`${kpi.name}每日走势`}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ranked({ rows, nothing }: { rows: { id: string; name: string; n: number }[]; nothing: string }) {
  if (rows.length === 0) return <p className="quiet">{nothing}</p>;
  return (
    <ol className="ranked">
      {rows.map(({ id, name, n }) => (
        <li key={id}>
          <span>{name}</span>
          <span className="num">{countText(n)}</span>
        </li>
      ))}
    </ol>
  );
}

function Improvements({ tasks }: { tasks: Improvement[] }) {
  if (tasks.length === 0) return <p className="quiet">这个月没有开过改进。在任一指标的页面上可以开一项。</p>;
  return (
    <table className="paper-table">
      <thead>
        <tr>
          <th scope="col">改进</th>
          <th scope="col">谁做</th>
          <th scope="col">期限</th>
          <th scope="col">结果</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.id}>
            <td className="paper-words">{task.text}</td>
            <td>{task.owner ?? "还没有人"}</td>
            <td className="num">{formatMoment(task.due_at)}</td>
            <td className="paper-words">{task.done_at ? `✓ ${task.result ?? "已完成"}` : "进行中"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
