import "@shared/theme.css";
import "./phone.css";
import "./backstage.css";
import { browserStore } from "@shared/storage";
import { createRoot } from "react-dom/client";
import { PhoneApi } from "./api";
import { Line } from "./line";
import { PhonePage } from "./PhonePage";

function start(root: HTMLElement): void {
  // A phone per tab, so that one visitor can be two customers.
  const line = new Line(new PhoneApi(), browserStore("sessionStorage"));
  window.addEventListener("online", () => line.nudge());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") line.nudge();
  });
  followKeyboard();
  createRoot(root).render(<PhonePage line={line} />);
  line.start();
}

/** iOS slides the page under its keyboard instead of shrinking it: take the height that is really visible. */
function followKeyboard(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fit = (): void => document.documentElement.style.setProperty("--viewport", `${viewport.height}px`);
  viewport.addEventListener("resize", fit);
  fit();
}

const root = document.getElementById("root");
if (root) start(root);
