/** 管理: a tab per thing that is set up here. */

import { useMemo } from "react";
import type { Choice } from "../Choices";
import type { Desk } from "../desk";
import { PageTabs } from "@shared/ui/PageParts";
import { IncidentsPage } from "../supervision/IncidentsPage";
import { StoppedDrafts } from "../supervision/StoppedDrafts";
import type { User } from "../types";
import { useReading } from "@shared/useReading";
import { AdministrationApi } from "./administrationApi";
import { AuditPage } from "./AuditPage";
import { CannedPage } from "./CannedPage";
import { QueuesPage } from "./QueuesPage";
import { StaffPage } from "./StaffPage";
import { WrapUpsPage } from "./WrapUpsPage";
import "./administration.css";

interface Props {
  desk: Desk;
  user: User;
  part: string | undefined;
}

export function AdministrationPage({ desk, user, part }: Props) {
  const api = useMemo(() => new AdministrationApi(desk), [desk]);
  const choices: Choice = useReading(() => desk.colleagues(), [desk]).value;
  const parts = [
    {
      key: "staff",
      label: "人员",
      page: () => <StaffPage api={api} user={user} queues={choices?.queues ?? {}} />,
    },
    { key: "queues", label: "队列", page: () => <QueuesPage api={api} /> },
    { key: "canned", label: "快捷回复", page: () => <CannedPage api={api} choices={choices} /> },
    { key: "wrap-ups", label: "小结代码", page: () => <WrapUpsPage api={api} choices={choices} /> },
    { key: "incidents", label: "应急", page: () => <IncidentsPage board={desk.supervision} /> },
    { key: "conduct", label: "合规拦截", page: () => <StoppedDrafts board={desk.supervision} /> },
    { key: "audit", label: "审计日志", page: () => <AuditPage api={api} user={user} /> },
  ];
  const shown = parts.find((each) => each.key === part) ?? parts[0];
  return (
    <>
      <header className="page-head">
        <PageTabs
          label="管理"
          active={shown?.key ?? ""}
          tabs={parts.map(({ key, label }) => ({ key, label, hash: `#administration/${key}` }))}
        />
      </header>
      <div className="page-body" key={shown?.key}>
        {shown?.page()}
      </div>
    </>
  );
}
