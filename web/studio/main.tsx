import { show } from "@shared/ui/Root";
import "./studio.css";
import { Activity } from "../staff/active";
import { App } from "./App";
import { Studio } from "./studio";
import { errorText, refusal } from "./words";

const container = document.getElementById("root");
if (container) {
  const studio = new Studio();
  studio.drafts.guard(window);
  void studio.start();
  new Activity(() => studio.snapshot().phase === "signed-in").listen(window);
  show(container, { errorText, refusal }, <App studio={studio} />);
}
