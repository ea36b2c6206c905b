/** 满意度调查: campaigns that supervisors plan and stop, and what came of them. */

import { today } from "@shared/format";
import { Nothing, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { App, Button } from "antd";
import { useState } from "react";
import type { PageProps } from "../pages";
import { refusal } from "../words";
import { CampaignCard } from "./CampaignCard";
import { PlanDrawer } from "./PlanDrawer";
import { type Campaign, type Campaigns, calendarText } from "./surveys";
import "./surveys.css";

const URL = "/api/desk/surveys/campaigns";

export default function SurveysPage({ insights }: PageProps) {
  const { message } = App.useApp();
  const [planning, setPlanning] = useState(false);
  const read = useReading(() => insights.call<Campaigns>("GET", URL), [insights]);
  // Without names the user names stand there.
  const colleagues = useReading(
    () => insights.call<{ colleagues: { username: string; name: string }[] }>("GET", "/api/desk/colleagues"),
    [insights],
  ).value;
  const names = new Map(colleagues?.colleagues.map(({ username, name }) => [username, name]));
  const stop = async ({ id }: Campaign): Promise<void> => {
    try {
      await insights.call("POST", `${URL}/${encodeURIComponent(id)}/stop`);
      void message.success("已停止");
    } catch (error) {
      void message.warning(refusal(error));
    } finally {
      read.again();
    }
  };
  return (
    <>
      <header className="page-head">
        <h1>满意度调查</h1>
        <span className="push page-acts">
          <Button type="primary" disabled={read.value === null} data-testid="plan" onClick={() => setPlanning(true)}>
            安排一次
          </Button>
        </span>
      </header>
      <div className="page-body" data-testid="surveys">
        <Shown read={read} words={{ forbidden: "调查由主管和管理员安排和查看" }}>
          {(found) => (
            <>
              <p className="quiet num">{calendarText(found, today())}理赔和投诉办完后另外会问，不算在这里。</p>
              {found.campaigns.length === 0 ? (
                <Sheet>
                  <Nothing title="还没有安排过调查" hint="选一群客户，定个日子，到时候系统会请他们说说服务怎么样。" />
                </Sheet>
              ) : (
                <div className="campaigns">
                  {found.campaigns.map((campaign) => (
                    <CampaignCard key={campaign.id} campaign={campaign} names={names} onStop={stop} />
                  ))}
                </div>
              )}
            </>
          )}
        </Shown>
      </div>
      {planning ? <PlanDrawer insights={insights} onClose={() => setPlanning(false)} onPlanned={read.again} /> : null}
    </>
  );
}
