/** The pages: left of them, on a phone below. */

import "@shared/ui/rail.css";
import { worksAtDesk } from "../staff/places";
import type { User } from "../staff/types";
import { PAGES, type PageKey, type Place, go } from "./pages";

const ON_RAIL = (Object.keys(PAGES) as PageKey[]).filter((key) => PAGES[key].rail);

export function Rail({ place, user }: { place: Place; user: User }) {
  const current = place.page === "kpi" ? "overview" : place.page;
  return (
    <nav className="rail" aria-label="服务洞察">
      {ON_RAIL.filter((key) => !PAGES[key].desk || worksAtDesk(user)).map((key) => (
        <button
          key={key}
          type="button"
          aria-current={key === current ? "page" : undefined}
          data-testid={`view-${key}`}
          onClick={() => go(place, key)}
        >
          {PAGES[key].name}
        </button>
      ))}
    </nav>
  );
}
