import type { Desk } from "./desk";
import type { Snapshot } from "./snapshot";
import { AccountMenu } from "../staff/AccountMenu";
import { seesInsights, worksInStudio } from "../staff/places";
import { supervises } from "./place";
import { AlertSwitch } from "./routing/AlertSwitch";
import { Presence } from "./routing/Presence";
import { IncidentFlag } from "./supervision/IncidentFlag";
import { PRODUCT, errorText } from "./words";

interface Props {
  desk: Desk;
  state: Snapshot;
}

export function Header({ desk, state }: Props) {
  const { user, presence } = state;
  return (
    <header className="header">
      <strong className="brand">{PRODUCT}</strong>
      <div className="counts num">
        <span>
          排队 <b>{state.queue?.length ?? "–"}</b>
        </span>
        <span>
          接待中 <b>{state.mine?.length ?? "–"}</b>
          {presence.capacity ? <span className="quiet"> / {presence.capacity}</span> : null}
        </span>
        <LinkState state={state} />
      </div>
      <div className="self">
        {user && worksInStudio(user) ? (
          <a className="other-page" href="/studio" data-testid="to-studio">
            训练工作室
          </a>
        ) : null}
        {user && seesInsights(user) ? (
          <a className="other-page" href="/insights" data-testid="to-insights">
            服务洞察
          </a>
        ) : null}
        {supervises(user) ? <IncidentFlag board={desk.supervision} /> : null}
        <AlertSwitch alerts={desk.alerts} />
        <Presence desk={desk} presence={presence} />
        <AccountMenu
          house={desk}
          person={state}
          other={user && worksInStudio(user) ? { name: "训练工作室", href: "/studio" } : undefined}
        />
      </div>
    </header>
  );
}

function LinkState({ state }: { state: Snapshot }) {
  const down = state.link === "down" || state.listError !== null;
  if (state.link === "live" && !down) return null;
  return (
    <span className={down ? "link link-down" : "link"} role="status">
      {state.listError ? errorText(state.listError) : down ? "连接中断，正在重连" : "正在连接"}
    </span>
  );
}
