/** The pages of the studio: left of them, on a phone below. */

import { goTo } from "@shared/board";
import "@shared/ui/rail.css";
import type { User } from "../staff/types";
import { hashOf, pagesFor } from "./pages";

export function Rail({ user, current }: { user: User; current: string }) {
  const pages = pagesFor(user);
  return (
    <nav className="rail" aria-label="工作室">
      {pages.map((page, place) => (
        <button
          key={page.key}
          type="button"
          className={place > 0 && pages[place - 1]?.group !== page.group ? "rail-group" : undefined}
          aria-current={page.key === current ? "page" : undefined}
          data-testid={`view-${page.key}`}
          onClick={() => goTo(hashOf(page.key))}
        >
          {page.name}
        </button>
      ))}
    </nav>
  );
}
