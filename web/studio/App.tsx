import { goTo } from "@shared/board";
import { Button, Spin } from "antd";
import { Suspense, useEffect, useSyncExternalStore } from "react";
import { DuePage } from "../staff/DuePage";
import { Login } from "../staff/Login";
import { Header } from "./Header";
import { Rail } from "./Rail";
import { placeOf } from "./pages";
import type { Studio } from "./studio";
import { PRODUCT, errorText } from "./words";

function onPlace(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function App({ studio }: { studio: Studio }) {
  const state = useSyncExternalStore(studio.subscribe, studio.snapshot);
  const hash = useSyncExternalStore(onPlace, () => location.hash);
  const { user } = state;
  const place = user ? placeOf(hash, user) : null;

  useEffect(() => {
    document.title = place ? `${place.page.title} · 训练工作室` : PRODUCT;
  }, [place?.page.title]);

  if (state.phase === "starting") {
    return (
      <div className="starting" role="status">
        <Spin />
        <span>{state.problem ? `${errorText(state.problem)}，正在重试` : "正在打开工作室"}</span>
      </div>
    );
  }
  const signedOut = state.phase === "signed-out" || !user;
  if (signedOut && !state.expired) return <SignIn studio={studio} expired={false} />;
  if (state.due) return <DuePage house={studio} product={PRODUCT} due={state.due} />;
  if (!user || !place) return <NotHere studio={studio} />;
  const Page = place.page.page;
  return (
    <>
      {/* After the log-in ran out the page stays below: what was typed in it waits for the same person. */}
      {signedOut ? <SignIn studio={studio} expired /> : null}
      <div className="app" hidden={signedOut} key={user.username}>
        <Header studio={studio} state={state} user={user} />
        <div className="frame">
          <Rail user={user} current={place.page.key} />
          <main className="page" aria-label={place.page.title}>
            <Suspense fallback={<Spin className="page-loading" aria-label="正在打开" />}>
              <Page studio={studio} user={user} rest={place.rest} />
            </Suspense>
          </main>
        </div>
      </div>
    </>
  );
}

function SignIn({ studio, expired }: { studio: Studio; expired: boolean }) {
  return (
    <Login
      house={studio}
      product={PRODUCT}
      people="训练师与主管"
      expired={expired}
      kept="没保存的内容还在。"
    />
  );
}

function NotHere({ studio }: { studio: Studio }) {
  const leave = (): void => {
    goTo("");
    void studio.logout().catch(() => undefined);
  };
  return (
    <main className="login">
      <div className="login-box">
        <h1>{PRODUCT}</h1>
        <p className="login-hint">这里是训练师和主管工作的地方。接待客户请到客服工作台。</p>
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
