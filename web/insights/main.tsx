import { show } from "@shared/ui/Root";
import "./insights.css";
import { Activity } from "../staff/active";
import { App } from "./App";
import { Insights } from "./insights";
import { errorText, refusal } from "./words";

const container = document.getElementById("root");
if (container) {
  const insights = new Insights();
  void insights.start();
  new Activity(() => insights.snapshot().phase === "signed-in").listen(window);
  show(container, { errorText, refusal }, <App insights={insights} />);
}
