/** One campaign: whom it asks, how far it is, and what came of it. */

import { formatDate, formatMoment } from "@shared/format";
import { ShareBar } from "@shared/charts/ShareBar";
import { App, Button } from "antd";
import { NONE, countText, shareText, valueText } from "../numbers";
import { type Campaign, ITEMS, STATES, segmentText } from "./surveys";

interface Props {
  campaign: Campaign;
  /** What colleagues are called, by user name. */
  names: ReadonlyMap<string, string>;
  onStop: (campaign: Campaign) => Promise<void>;
}

export function CampaignCard({ campaign, names, onStop }: Props) {
  const { modal } = App.useApp();
  const { state, invited, answered, refused } = campaign;
  const nameOf = (username: string | null): string => names.get(username ?? "") ?? username ?? "";
  const open = state === "planned" || state === "running";
  const ask = (): void => {
    modal.confirm({
      title: `停止「${campaign.name}」？`,
      content: invited > 0 ? "不再邀请其他客户。已经收到的客户还可以回答。停了不能再开。" : "一个客户也不会问。停了不能再开。",
      okText: "停止",
      cancelText: "不停",
      okButtonProps: { danger: true, "data-testid": "stop-confirm" },
      onOk: () => onStop(campaign),
    });
  };
  return (
    <article className="campaign" aria-label={campaign.name} data-testid="campaign" data-state={state}>
      <header>
        <h2>{campaign.name}</h2>
        <span className={state === "running" ? "chip chip-good" : "chip chip-done"}>{STATES[state]}</span>
        {open ? (
          <Button size="small" className="push" data-testid="stop" onClick={ask}>
            停止
          </Button>
        ) : null}
      </header>
      <p>{segmentText(campaign)}</p>
      <p className="quiet num">
        {formatDate(campaign.starts_on)}开始 · {nameOf(campaign.created_by)}安排
        {campaign.stopped_at ? ` · ${formatMoment(campaign.stopped_at)} ${nameOf(campaign.stopped_by)}停止` : ""}
      </p>
      {state === "planned" || (state === "stopped" && invited === 0) ? null : (
        <>
          <dl className="campaign-counts">
            <Count name="邀请" value={countText(invited)} />
            <Count name="回答" value={countText(answered)} more={shareText(answered, invited)} />
            <Count name="不想再被问" value={countText(refused)} />
            <Count name="NPS" value={valueText(campaign.nps.value, "points")} more={`${countText(campaign.nps.n)} 人`} />
          </dl>
          <Items campaign={campaign} />
        </>
      )}
    </article>
  );
}

function Count({ name, value, more }: { name: string; value: string; more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">
        {value} {more && more !== NONE ? <span className="quiet">{more}</span> : null}
      </dd>
    </div>
  );
}

/** Per cent content with each; of few answers how many there are. */
function Items({ campaign }: { campaign: Campaign }) {
  if (campaign.answered === 0) return <p className="hint">还没有人回答。</p>;
  return (
    <>
      <dl className="campaign-items" data-testid="campaign-items">
        {campaign.items.map(({ item, n, value }) => (
          <div key={item}>
            <dt>{ITEMS[item]}</dt>
            <dd className="campaign-bar">{value === null ? null : <ShareBar share={value / 100} />}</dd>
            <dd className="num">
              {value === null ? NONE : valueText(value, "percent")} <span className="quiet">{countText(n)} 人</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="hint">满意：5 分里给 4 分或 5 分的占比。不满 5 人回答的只写人数。</p>
    </>
  );
}
