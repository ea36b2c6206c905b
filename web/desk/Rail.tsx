/** The pages of the desk, each with what waits there: left of them, on a phone below. */

import { goTo } from "@shared/board";
import type { ComplaintsSnapshot } from "./cases/complaints";
import type { RequestsSnapshot } from "./cases/requests";
import { type Page, PAGE_NAMES, hashOf, pagesFor } from "./place";
import type { Snapshot } from "./snapshot";
import type { TasksSnapshot } from "./tasks/tasks";
import type { User } from "./types";
import "@shared/ui/rail.css";

interface Props {
  user: User;
  page: Page;
  state: Snapshot;
  complaints: ComplaintsSnapshot;
  requests: RequestsSnapshot;
  tasks: TasksSnapshot;
}

interface Mark {
  count: number;
  late: boolean;
  said: string;
}

export function Rail({ user, page, state, complaints, requests, tasks }: Props) {
  const unread = Object.keys(state.unread).length;
  const overdue = complaints.counts?.overdue ?? 0;
  const late = Object.values(requests.counts ?? {}).reduce((sum, each) => sum + each.overdue, 0);
  const { late: missed = 0, today: due = 0 } = tasks.counts ?? {};
  const marks: Partial<Record<Page, Mark>> = {
    conversations: { count: unread, late: false, said: `${unread} 个会话有新消息` },
    complaints: { count: overdue, late: true, said: `${overdue} 件超时` },
    requests: { count: late, late: true, said: `${late} 件超时` },
    tasks: { count: missed + due, late: missed > 0, said: `${missed} 个逾期，${due} 个今天到期` },
  };
  return (
    <nav className="rail" aria-label="工作区">
      {pagesFor(user).map((each) => {
        const mark = marks[each];
        return (
          <button
            key={each}
            type="button"
            aria-current={each === page ? "page" : undefined}
            data-testid={`view-${each}`}
            onClick={() => goTo(hashOf(each))}
          >
            {PAGE_NAMES[each]}
            {mark && mark.count > 0 ? (
              <span className={mark.late ? "badge badge-late num" : "badge num"} aria-label={mark.said}>
                {mark.count > 99 ? "99+" : mark.count}
              </span>
            ) : null}
          </button>
        );
      })}
    </nav>
  );
}
