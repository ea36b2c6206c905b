import "@shared/theme.css";
import "./chat.css";
import "./messages.css";
import "./cards.css";
import { ChatApi, type ChatMessage } from "@shared/api";
import { Connection } from "@shared/connection";
import { takeLink } from "@shared/link";
import { browserStore } from "@shared/storage";
import { createRoot } from "react-dom/client";
import { ChatPage } from "./ChatPage";

type Expired = (unsent: string[], transcript: readonly ChatMessage[]) => void;

function start(root: HTMLElement): void {
  const api = new ChatApi();
  // The conversation belongs to this tab; only the choice of text size outlives it.
  const session = browserStore("sessionStorage");
  const expired = new Set<Expired>();
  const connection = new Connection({
    api,
    storage: session,
    onExpired: (unsent, transcript) => expired.forEach((listener) => listener(unsent, transcript)),
    openSocket: "WebSocket" in window ? (url, protocols) => new WebSocket(url, protocols) : undefined,
  });
  const onExpired = (listener: Expired): (() => void) => {
    expired.add(listener);
    return () => expired.delete(listener);
  };

  window.addEventListener("online", () => connection.nudge());
  window.addEventListener("offline", () => connection.lostNetwork());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.nudge();
  });
  followKeyboard();

  const goOn = (): void => {
    const link = takeLink(window.location, window.history);
    if (link) connection.goOn(link);
  };
  // A second link opened in the same tab changes nothing but the fragment.
  window.addEventListener("hashchange", goOn);
  goOn();

  const embedded = window.parent !== window;
  if (embedded) announce(connection);
  createRoot(root).render(
    <ChatPage
      api={api}
      connection={connection}
      session={session}
      preferences={browserStore("localStorage")}
      onExpired={onExpired}
      onClose={embedded ? () => tellHost("baowen:close") : undefined}
    />,
  );
  connection.start();
}

/** iOS slides the page under its keyboard instead of shrinking it: take the height that is really visible. */
function followKeyboard(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fit = (): void => document.documentElement.style.setProperty("--viewport", `${viewport.height}px`);
  viewport.addEventListener("resize", fit);
  fit();
}

function tellHost(type: "baowen:close" | "baowen:message"): void {
  // The host may be any site, and learns nothing but that something happened.
  window.parent.postMessage({ type }, "*");
}

/** Inside the widget: Escape closes, and an answer lights the button of the closed panel. */
function announce(connection: Connection): void {
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) tellHost("baowen:close");
  });
  let seen = -1;
  connection.subscribe(() => {
    const { messages, loaded } = connection.snapshot();
    const last = messages[messages.length - 1];
    if (!loaded || !last || last.seq <= seen) return;
    if (seen >= 0 && last.sender !== "customer") tellHost("baowen:message");
    seen = last.seq;
  });
}

const root = document.getElementById("root");
if (root) start(root);
