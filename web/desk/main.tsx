import { show } from "@shared/ui/Root";
import "./desk.css";
import { Activity } from "../staff/active";
import { refusal } from "./administration/administrationWords";
import { App } from "./App";
import { Desk } from "./desk";
import { errorText } from "./words";

const container = document.getElementById("root");
if (container) {
  const desk = new Desk();
  void desk.start();
  new Activity(() => desk.snapshot().phase === "signed-in").listen(window);
  show(container, { errorText, refusal }, <App desk={desk} />);
}
