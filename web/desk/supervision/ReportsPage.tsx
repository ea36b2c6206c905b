/** 报表: what each agent did and how; an agent sees their own, a supervisor everybody's, with a file to take along. */

import { App, Button } from "antd";
import { useState } from "react";
import { type Choice, ColleagueChoice, type Span, SpanChoice, lastDays } from "../Choices";
import type { Desk } from "../desk";
import { download } from "../download";
import { codeOf } from "../errors";
import { Shown } from "@shared/ui/PageParts";
import { supervises } from "../place";
import { type Column, Table } from "@shared/ui/Table";
import type { User } from "../types";
import { useReading } from "@shared/useReading";
import { errorText } from "../words";
import { Figure } from "./Figure";
import { breachesOf } from "./past";
import type { AgentReport } from "./pastTypes";
import type { SupervisionApi } from "./supervisionApi";
import { percentText, spanText } from "./wallWords";

interface Props {
  desk: Desk;
  api: SupervisionApi;
  user: User;
}

export function ReportsPage({ desk, api, user }: Props) {
  const { message } = App.useApp();
  const senior = supervises(user);
  const choices: Choice = useReading(() => desk.colleagues(), [desk]).value;
  const [span, setSpan] = useState<Span>(lastDays(7));
  const [agent, setAgent] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const reports = useReading(() => api.reports(span, agent), [api, span, agent]);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      download(await api.reportsFile(span, agent), `坐席报表_${span.since}_${span.until}.csv`);
    } catch (error) {
      void message.error(errorText(codeOf(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <header className="page-head">
        <h1>{senior ? "坐席报表" : "我的报表"}</h1>
        <div className="filters">
          <SpanChoice value={span} onChange={setSpan} />
          {senior ? <ColleagueChoice choices={choices} value={agent} onChange={setAgent} /> : null}
        </div>
        <Button className="push" loading={busy} data-testid="reports-csv" onClick={() => void save()}>
          导出 CSV
        </Button>
      </header>
      <div className="page-body">
        <Shown read={reports} words={{ invalid: "请选开始和结束日期，最多 93 天" }}>
          {(found) =>
            senior ? (
              <section className="sheet-flush">
                <Table
                  label="坐席报表"
                  testId="reports"
                  columns={COLUMNS}
                  rows={found}
                  rowKey={(report) => report.username}
                  nothing="这段时间没有接待"
                />
              </section>
            ) : (
              <Mine report={found[0] ?? null} />
            )
          }
        </Shown>
      </div>
    </>
  );
}

const BREACH = (report: AgentReport): number => breachesOf(report.breaches);

const COLUMNS: Column<AgentReport>[] = [
  { key: "name", title: "坐席", cell: (report) => report.name, by: (report) => report.name },
  { key: "handled", title: "接待", num: true, cell: (report) => report.handled, by: (report) => report.handled },
  { key: "replies", title: "回复", num: true, wide: true, cell: (report) => report.replies, by: (report) => report.replies },
  {
    key: "first",
    title: "平均首响",
    num: true,
    cell: (report) => spanText(report.mean_first_reply_s),
    by: (report) => report.mean_first_reply_s,
  },
  {
    key: "reply",
    title: "平均回复",
    num: true,
    cell: (report) => spanText(report.mean_reply_s),
    by: (report) => report.mean_reply_s,
  },
  {
    key: "handling",
    title: "平均处理",
    num: true,
    cell: (report) => spanText(report.mean_handling_s),
    by: (report) => report.mean_handling_s,
  },
  { key: "transfers", title: "转接", num: true, cell: (report) => report.transfers, by: (report) => report.transfers },
  {
    key: "breaches",
    title: "超时",
    num: true,
    cell: (report) => <span className={BREACH(report) > 0 ? "tone-breach" : "tone-none"}>{BREACH(report)}</span>,
    by: BREACH,
  },
  { key: "csat", title: "满意", num: true, cell: (report) => percentText(report.csat), by: (report) => report.csat },
  { key: "nps", title: "NPS", num: true, wide: true, cell: (report) => report.nps ?? "–", by: (report) => report.nps },
  { key: "quality", title: "质检", num: true, cell: (report) => report.quality ?? "–", by: (report) => report.quality },
  {
    key: "steps",
    title: "关键步骤",
    num: true,
    wide: true,
    cell: (report) => percentText(report.key_steps),
    by: (report) => report.key_steps,
  },
  {
    key: "suggestions",
    title: "用建议",
    num: true,
    wide: true,
    cell: (report) => report.suggestions_used,
    by: (report) => report.suggestions_used,
  },
];

function Mine({ report }: { report: AgentReport | null }) {
  if (!report) return <p className="nothing quiet">这段时间没有接待</p>;
  return (
    <div className="mine" data-testid="my-report">
      <dl className="figures">
        <Figure name="接待" value={report.handled} more={`回复 ${report.replies}`} />
        <Figure name="平均首响" value={spanText(report.mean_first_reply_s)} />
        <Figure name="平均回复" value={spanText(report.mean_reply_s)} more={`最长 ${spanText(report.longest_reply_s)}`} />
        <Figure name="平均处理" value={spanText(report.mean_handling_s)} />
        <Figure name="转接" value={report.transfers} />
        <Figure name="超时" value={BREACH(report)} tone={BREACH(report) > 0 ? "breach" : undefined} />
      </dl>
      <dl className="figures">
        <Figure name="评价" value={report.ratings} more={report.mean_score === null ? "" : `平均 ${report.mean_score} 星`} />
        <Figure name="满意" value={percentText(report.csat)} />
        <Figure name="NPS" value={report.nps ?? "–"} />
        <Figure name="质检" value={report.quality ?? "–"} more={`${report.reviews} 份`} />
        <Figure name="关键步骤" value={percentText(report.key_steps)} />
        <Figure name="用建议" value={report.suggestions_used} />
      </dl>
    </div>
  );
}
