import { AccountMenu } from "../staff/AccountMenu";
import { worksAtDesk } from "../staff/places";
import type { User } from "../staff/types";
import type { Insights, InsightsState } from "./insights";
import { PRODUCT } from "./words";

interface Props {
  insights: Insights;
  state: InsightsState;
  user: User;
}

export function Header({ insights, state, user }: Props) {
  const other = worksAtDesk(user) ? { name: "客服工作台", href: "/desk" } : { name: "训练工作室", href: "/studio" };
  return (
    <header className="header insights-header">
      <strong className="brand">{PRODUCT}</strong>
      <div className="self">
        {worksAtDesk(user) ? (
          <a className="other-page" href="/desk">
            客服工作台
          </a>
        ) : null}
        <a className="other-page" href="/studio">
          训练工作室
        </a>
        <AccountMenu house={insights} person={state} other={other} />
      </div>
    </header>
  );
}
