import { goTo } from "@shared/board";
import { Button, Spin } from "antd";
import { type ComponentType, type LazyExoticComponent, Suspense, lazy, useEffect, useSyncExternalStore } from "react";
import { DuePage } from "../staff/DuePage";
import { Login } from "../staff/Login";
import { Header } from "./Header";
import type { Insights } from "./insights";
import { PAGES, type PageKey, type PageProps, mayLook, placeOf, spanHere } from "./pages";
import { Rail } from "./Rail";
import { PRODUCT, errorText } from "./words";

const SHOWN: Record<PageKey, LazyExoticComponent<ComponentType<PageProps>>> = {
  overview: lazy(() => import("./overview/OverviewPage")),
  kpi: lazy(() => import("./kpi/KpiPage")),
  topics: lazy(() => import("./topics/TopicsPage")),
  waits: lazy(() => import("./waits/WaitsPage")),
  surveys: lazy(() => import("./surveys/SurveysPage")),
  flows: lazy(() => import("./flows/FlowsPage")),
  report: lazy(() => import("./report/ReportPage")),
};

function onPlace(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function App({ insights }: { insights: Insights }) {
  const state = useSyncExternalStore(insights.subscribe, insights.snapshot);
  const hash = useSyncExternalStore(onPlace, () => location.hash);
  const { user } = state;
  const place = placeOf(hash);
  const { title } = PAGES[place.page];
  useEffect(() => {
    document.title = user ? `${title} · 服务洞察` : PRODUCT;
  }, [title, user]);

  if (state.phase === "starting") {
    return (
      <div className="starting" role="status">
        <Spin />
        <span>{state.problem ? `${errorText(state.problem)}，正在重试` : "正在打开"}</span>
      </div>
    );
  }
  if (state.phase === "signed-out" || !user) {
    return (
      <Login house={insights} product={PRODUCT} people="主管、训练师与管理员" expired={state.expired} kept="登录后回到这里。" />
    );
  }
  if (state.due) return <DuePage house={insights} product={PRODUCT} due={state.due} />;
  if (!mayLook(user)) return <NotHere insights={insights} />;
  const Page = SHOWN[place.page];
  return (
    <div className="app" key={user.username}>
      <Header insights={insights} state={state} user={user} />
      <div className="frame">
        <Rail place={place} user={user} />
        <main className="page" aria-label={title}>
          <Suspense fallback={<Spin className="page-loading" aria-label="正在打开" />}>
            <Page insights={insights} user={user} place={place} span={spanHere(place)} />
          </Suspense>
        </main>
      </div>
    </div>
  );
}

function NotHere({ insights }: { insights: Insights }) {
  const leave = (): void => {
    goTo("");
    void insights.logout().catch(() => undefined);
  };
  return (
    <main className="login">
      <div className="login-box">
        <h1>{PRODUCT}</h1>
        <p className="login-hint">这里是主管、训练师和管理员看服务数字的地方。接待客户请到客服工作台。</p>
        <Button type="primary" size="large" block href="/desk">
          去客服工作台
        </Button>
        <Button type="link" block onClick={leave}>
          换一个账号
        </Button>
      </div>
    </main>
  );
}
