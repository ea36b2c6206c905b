import { Spin } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ComplaintsPage } from "./cases/ComplaintsPage";
import { Conversation } from "./conversations/Conversation";
import { Customer } from "./conversations/Customer";
import type { Desk } from "./desk";
import { Header } from "./Header";
import { Lists } from "./conversations/Lists";
import { Login } from "./staff/Login";
import { RequestsPage } from "./cases/RequestsPage";
import { SupervisionDrawer } from "./supervision/SupervisionDrawer";
import { supervises } from "./supervision/supervision";
import { PRODUCT, errorText } from "./words";

export function App({ desk }: { desk: Desk }) {
  const state = useSyncExternalStore(desk.subscribe, desk.snapshot);
  const complaints = useSyncExternalStore(desk.complaints.subscribe, desk.complaints.snapshot);
  const requests = useSyncExternalStore(desk.requests.subscribe, desk.requests.snapshot);
  // On a phone one pane shows at a time; on a desktop the class has no effect.
  const [panel, setPanel] = useState(false);
  const unread = Object.keys(state.unread).length;

  useEffect(() => {
    const news = unread + (state.presence.state === "ready" ? (state.queue?.length ?? 0) : 0);
    document.title = news ? `(${news}) ${PRODUCT}` : PRODUCT;
  }, [unread, state.queue, state.presence.state]);

  useEffect(() => setPanel(false), [state.selected]);

  if (state.phase === "starting") {
    return (
      <div className="starting" role="status">
        <Spin />
        <span>{state.listError ? `${errorText(state.listError)}，正在重试` : "正在打开工作台"}</span>
      </div>
    );
  }
  if (state.phase === "signed-out") return <Login desk={desk} expired={state.expired} />;

  const pane = state.selected === null ? "lists" : panel ? "customer" : "conversation";
  return (
    <div className="desk" data-pane={pane}>
      <Header desk={desk} state={state} complaints={complaints} requests={requests} />
      {complaints.shown && state.user ? (
        <ComplaintsPage desk={desk} board={desk.complaints} state={complaints} user={state.user} />
      ) : requests.shown && state.user ? (
        <RequestsPage board={desk.requests} state={requests} user={state.user} />
      ) : (
        <div className="panes">
          <Lists desk={desk} state={state} />
          <Conversation desk={desk} state={state} onPanel={() => setPanel(true)} />
          <Customer state={state} onBack={() => setPanel(false)} />
        </div>
      )}
      {supervises(state.user) ? <SupervisionDrawer board={desk.supervision} /> : null}
    </div>
  );
}
