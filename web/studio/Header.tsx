import { useEffect, useSyncExternalStore } from "react";
import { useReading } from "@shared/useReading";
import { AccountMenu } from "../staff/AccountMenu";
import { worksAtDesk } from "../staff/places";
import type { User } from "../staff/types";
import type { Studio, StudioState } from "./studio";
import type { Overview } from "./types";
import { PRODUCT } from "./words";

interface Props {
  studio: Studio;
  state: StudioState;
  user: User;
}

export function Header({ studio, state, user }: Props) {
  const news = useSyncExternalStore(studio.dataNews.subscribe, studio.dataNews.snapshot);
  const { value, again } = useReading(() => studio.call<Overview>("GET", "/api/studio/knowledge"), [studio]);
  useEffect(() => {
    if (news.count > 0) again();
  }, [news.count, again]);
  return (
    <header className="header">
      <strong className="brand">{PRODUCT}</strong>
      <div className="counts num">
        {value ? (
          <>
            <span>
              意图 <b>{value.counts.intents}</b>
            </span>
            <span>
              说法 <b>{value.counts.examples}</b>
            </span>
            <span>
              标准问 <b>{value.counts.faq}</b>
            </span>
          </>
        ) : null}
      </div>
      <div className="self">
        {worksAtDesk(user) ? (
          <a className="other-page" href="/desk" data-testid="to-desk">
            客服工作台
          </a>
        ) : null}
        <a className="other-page" href="/insights" data-testid="to-insights">
          服务洞察
        </a>
        <AccountMenu
          house={studio}
          person={state}
          other={worksAtDesk(user) ? { name: "客服工作台", href: "/desk" } : undefined}
        />
      </div>
    </header>
  );
}
