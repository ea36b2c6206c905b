/** 管理: a tab per thing that is set up here, by role. */

import type { Desk } from "../desk";
import { PageTabs } from "../PageParts";
import { IncidentsPage } from "../supervision/IncidentsPage";
import { StoppedDrafts } from "../supervision/StoppedDrafts";
import type { User } from "../types";

interface Props {
  desk: Desk;
  user: User;
  part: string | undefined;
}

export function AdministrationPage({ desk, part }: Props) {
  const parts = [
    { key: "incidents", label: "应急", page: () => <IncidentsPage board={desk.supervision} /> },
    { key: "conduct", label: "合规拦截", page: () => <StoppedDrafts board={desk.supervision} /> },
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
      <div className="page-body">{shown?.page()}</div>
    </>
  );
}
