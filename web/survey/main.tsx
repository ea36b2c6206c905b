import "@shared/theme.css";
import "./survey.css";
import { createRoot } from "react-dom/client";
import { SurveyApi } from "./api";
import { SurveyPage } from "./SurveyPage";

const root = document.getElementById("root");
if (root) {
  // The fragment stays in the browser: no server writes it into a log.
  const token = (): string => window.location.hash.slice(1);
  const page = createRoot(root);
  const show = (): void => page.render(<SurveyPage key={token()} api={new SurveyApi(token())} />);
  window.addEventListener("hashchange", show);
  show();
}
