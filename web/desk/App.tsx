import { Spin } from "antd";
import { Suspense, lazy, useEffect, useSyncExternalStore } from "react";
import { ComplaintsPage } from "./cases/ComplaintsPage";
import type { Desk } from "./desk";
import { Header } from "./Header";
import { Workspace } from "./conversations/Workspace";
import { DuePage } from "../staff/DuePage";
import { Login } from "../staff/Login";
import { worksAtDesk } from "../staff/places";
import { PAGE_NAMES, type Place, placeOf } from "./place";
import { Rail } from "./Rail";
import { RequestsPage } from "./cases/RequestsPage";
import { TasksPage } from "./tasks/TasksPage";
import type { User } from "./types";
import { PRODUCT, errorText } from "./words";

// Agents' browsers do not wait for what they seldom open.
const SupervisionPages = lazy(() => import("./supervision/SupervisionPages"));

function onPlace(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function App({ desk }: { desk: Desk }) {
  const state = useSyncExternalStore(desk.subscribe, desk.snapshot);
  const complaints = useSyncExternalStore(desk.complaints.subscribe, desk.complaints.snapshot);
  const requests = useSyncExternalStore(desk.requests.subscribe, desk.requests.snapshot);
  const tasks = useSyncExternalStore(desk.tasks.subscribe, desk.tasks.snapshot);
  const hash = useSyncExternalStore(onPlace, () => location.hash);
  const unread = Object.keys(state.unread).length;

  useEffect(() => {
    const news = unread + (state.presence.state === "ready" ? (state.queue?.length ?? 0) : 0);
    document.title = news ? `(${news}) ${PRODUCT}` : PRODUCT;
  }, [unread, state.queue, state.presence.state]);

  if (state.phase === "starting") {
    return (
      <div className="starting" role="status">
        <Spin />
        <span>{state.listError ? `${errorText(state.listError)}，正在重试` : "正在打开工作台"}</span>
      </div>
    );
  }
  const { user } = state;
  if (state.phase === "signed-out" || !user) {
    return (
      <Login
        house={desk}
        product={PRODUCT}
        people="坐席与主管"
        expired={state.expired}
        kept="没发出的内容还在。"
      />
    );
  }
  if (!worksAtDesk(user)) return <Moved />;
  if (state.due) return <DuePage house={desk} product={PRODUCT} due={state.due} />;

  const place = placeOf(hash, user);
  return (
    <div className="app">
      <Header desk={desk} state={state} />
      <div className="frame">
        <Rail user={user} page={place.page} state={state} complaints={complaints} requests={requests} tasks={tasks} />
        {place.page === "conversations" ? (
          <Workspace desk={desk} state={state} asked={place.rest[0]} />
        ) : place.page === "complaints" ? (
          <ComplaintsPage desk={desk} board={desk.complaints} state={complaints} user={user} />
        ) : place.page === "requests" ? (
          <RequestsPage board={desk.requests} state={requests} user={user} />
        ) : place.page === "tasks" ? (
          <TasksPage desk={desk} board={desk.tasks} state={tasks} user={user} />
        ) : (
          <Further desk={desk} user={user} place={place} />
        )}
      </div>
    </div>
  );
}

/** Whoever signed in here works in the studio. */
function Moved() {
  useEffect(() => location.replace("/studio"), []);
  return (
    <div className="starting" role="status">
      <Spin />
      <span>正在前往训练工作室</span>
    </div>
  );
}

function Further({ desk, user, place }: { desk: Desk; user: User; place: Place }) {
  return (
    <main className="page" aria-label={PAGE_NAMES[place.page]}>
      <Suspense fallback={<Spin className="page-loading" aria-label="正在打开" />}>
        <SupervisionPages desk={desk} user={user} place={place} />
      </Suspense>
    </main>
  );
}
