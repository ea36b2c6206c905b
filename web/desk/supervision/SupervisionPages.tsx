/** The pages beside the conversations, loaded when somebody first opens one. */

import { useMemo } from "react";
import { AdministrationPage } from "../administration/AdministrationPage";
import { CoachingPage } from "../coaching/CoachingPage";
import type { Desk } from "../desk";
import type { Place } from "../place";
import type { User } from "../types";
import { HistoryPage } from "./HistoryPage";
import { Quality } from "./quality";
import { QualityPage } from "./QualityPage";
import { ReportsPage } from "./ReportsPage";
import { SearchPage } from "./SearchPage";
import { SupervisionApi } from "./supervisionApi";
import { WallPage } from "./WallPage";

export default function SupervisionPages({ desk, user, place }: { desk: Desk; user: User; place: Place }) {
  const api = useMemo(() => new SupervisionApi(desk), [desk]);
  const quality = useMemo(() => new Quality(api), [api]);
  const [part] = place.rest;
  switch (place.page) {
    case "wall":
      return part === "history" ? <HistoryPage desk={desk} api={api} /> : <WallPage desk={desk} api={api} />;
    case "reports":
      return <ReportsPage desk={desk} api={api} user={user} />;
    case "quality":
      return <QualityPage desk={desk} api={api} board={quality} user={user} rest={place.rest} />;
    case "search":
      return <SearchPage desk={desk} api={api} user={user} />;
    case "coaching":
      return <CoachingPage desk={desk} rest={place.rest} />;
    case "administration":
      return <AdministrationPage desk={desk} user={user} part={part} />;
    default:
      return null;
  }
}
