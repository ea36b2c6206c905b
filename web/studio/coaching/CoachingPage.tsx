/** 培训: who has learnt what, lessons booked by hand, and the case library. */

import { formatMoment } from "@shared/format";
import { PageFrame, Sheet } from "@shared/ui/PageFrame";
import { PageTabs, Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { Button, Tag } from "antd";
import { useState } from "react";
import { HoursBar } from "../../coaching/Hours";
import type { People, Person } from "../../coaching/types";
import { hoursText } from "../../coaching/words";
import { type PageProps, hashOf } from "../pages";
import { CasesTab } from "./CasesTab";
import { LessonDrawer } from "./LessonDrawer";
import { RecordDrawer } from "./RecordDrawer";
import "../../coaching/coaching.css";

const TABS = [
  { key: "people", label: "人员", hash: hashOf("coaching") },
  { key: "cases", label: "案例库", hash: hashOf("coaching", "cases") },
];

export default function CoachingPage({ studio, rest }: PageProps) {
  const [part = "people", id] = rest;
  const tools = <PageTabs tabs={TABS} active={part} label="培训" />;
  if (part === "cases") return <CasesTab studio={studio} open={id ?? null} tools={tools} />;
  return <PeopleTab studio={studio} tools={tools} />;
}

function PeopleTab({ studio, tools }: { studio: PageProps["studio"]; tools: React.ReactNode }) {
  const read = useReading(() => studio.call<People>("GET", "/api/studio/coaching/people"), [studio]);
  const [person, setPerson] = useState<Person | null>(null);
  const [booking, setBooking] = useState(false);
  return (
    <PageFrame
      title="培训"
      tools={tools}
      acts={
        <>
          <Button href="/api/studio/coaching/ledger.csv">导出台账</Button>
          <Button type="primary" onClick={() => setBooking(true)}>
            登记课程
          </Button>
        </>
      }
    >
      <Shown read={read}>
        {(found) => (
          <>
            <Alerts found={found} />
            <Sheet>
              <Table
                label="每个人的培训"
                testId="people"
                columns={columns(found)}
                rows={found.people}
                rowKey={(each) => each.username}
                nothing="还没有接待客户的同事"
                onOpen={setPerson}
              />
            </Sheet>
            {person ? <RecordDrawer studio={studio} person={person} onClose={() => setPerson(null)} /> : null}
            {booking ? (
              <LessonDrawer
                studio={studio}
                people={found.people}
                onClose={() => {
                  setBooking(false);
                  read.again();
                }}
              />
            ) : null}
          </>
        )}
      </Shown>
    </PageFrame>
  );
}

function Alerts({ found }: { found: People }) {
  const short = found.people.filter((each) => each.short);
  const low = found.digital_coverage !== null && found.digital_coverage < found.digital_coverage_alert;
  if (!short.length && !low) return null;
  return (
    <section className="hours" role="status" data-testid="alerts">
      {short.length ? (
        <p>
          {short.length} 位同事今年不到 {found.alert_below_minutes / 60} 小时：
          {short.slice(0, 6).map((each) => each.name).join("、")}
          {short.length > 6 ? " 等" : ""}
        </p>
      ) : null}
      {low ? (
        <p>
          数字技能测验只有 {Math.round((found.digital_coverage ?? 0) * 100)}% 的人通过，低于
          {Math.round(found.digital_coverage_alert * 100)}%。
        </p>
      ) : null}
    </section>
  );
}

const columns = (found: People): Column<Person>[] => [
  { key: "name", title: "姓名", cell: (each) => each.name, by: (each) => each.name },
  {
    key: "minutes",
    title: "今年学时",
    num: true,
    cell: (each) => <span className={each.short ? "tone-warning" : undefined}>{hoursText(each.minutes)}</span>,
    by: (each) => each.minutes,
  },
  {
    key: "bar",
    title: `目标 ${found.target_minutes / 60} 小时`,
    wide: true,
    cell: (each) => (
      <span className="person-hours">
        <HoursBar minutes={each.minutes} target={found.target_minutes} least={found.alert_below_minutes} />
      </span>
    ),
  },
  {
    key: "plan",
    title: "本季度计划",
    num: true,
    cell: (each) => `${each.plan_done}/${each.plan_all}`,
    by: (each) => each.plan_done,
  },
  {
    key: "digital",
    title: "数字技能",
    cell: (each) => (each.digital ? <Tag color="green">通过</Tag> : <span className="quiet">未通过</span>),
    by: (each) => Number(each.digital),
  },
  {
    key: "last",
    title: "最近一次",
    wide: true,
    cell: (each) => (each.last_at ? formatMoment(each.last_at) : "–"),
    by: (each) => each.last_at,
  },
];
