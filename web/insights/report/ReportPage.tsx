/** 服务月报: a month on paper. What is on the screen is what the browser prints; printing to a file gives the PDF. */

import { goTo } from "@shared/board";
import { formatMoment, today } from "@shared/format";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button } from "antd";
import { useState } from "react";
import { hashOf, type PageProps } from "../pages";
import { monthOf } from "../period";
import type { Report } from "../types";
import { ReportPaper } from "./ReportPaper";
import "./report.css";

const MONTHS = 13;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export const monthText = (month: string): string => `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`;

export default function ReportPage({ insights, place }: PageProps) {
  const [now] = useState(() => today());
  const months = Array.from({ length: MONTHS }, (_, back) => monthOf(now, -back));
  const asked = place.rest[0] ?? "";
  // The month before is the newest that is whole.
  const month = MONTH.test(asked) ? asked : (months[1] ?? monthOf(now));
  const read = useReading(() => insights.call<Report>("GET", `/api/insights/report?month=${month}`), [insights, month]);
  return (
    <>
      <header className="page-head">
        <h1>服务月报</h1>
        <select
          aria-label="月份"
          className="period-select"
          data-testid="month"
          value={month}
          onChange={(event) => goTo(hashOf(place.period, "report", event.target.value))}
        >
          {(months.includes(month) ? months : [month, ...months]).map((each) => (
            <option key={each} value={each}>
              {monthText(each)}
              {each === months[0] ? "（未满月）" : ""}
            </option>
          ))}
        </select>
        <span className="push page-acts">
          <Button type="primary" disabled={!read.value} onClick={() => window.print()} title="在打印窗口里选「另存为 PDF」" data-testid="print">
            打开为 PDF
          </Button>
        </span>
      </header>
      <div className="page-body report-body" data-testid="report">
        <Shown read={read}>{(report) => <ReportPaper report={report} made={formatMoment(report.computed_at ?? now)} />}</Shown>
      </div>
    </>
  );
}
