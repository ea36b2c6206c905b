import type { Notice } from "@shared/api";
import { zh } from "@shared/locale/zh";
import type { KeyValue } from "@shared/storage";
import { useState } from "react";
import { Icon } from "./icons";

const KEY = "baowen.notices";

/** By what it says: new words are a new notice. */
const nameOf = (notice: Notice): string => `${notice.id} ${notice.text}`;

/** What everybody should know now. One that was put away stays away in this tab, until it says something else. */
export function Notices({ notices, session }: { notices: readonly Notice[]; session: KeyValue }) {
  const [away, setAway] = useState<string[]>(() => JSON.parse(session.get(KEY) ?? "[]"));
  const close = (notice: Notice): void => {
    const names = [...away, nameOf(notice)];
    setAway(names);
    session.set(KEY, JSON.stringify(names));
  };
  const shown = notices.filter((notice) => !away.includes(nameOf(notice)));
  // The live region stands before anything is in it, or its first words would not be read out.
  return (
    <div className="notices" role="region" aria-label={zh.notices.label} aria-live="polite">
      {shown.map((notice) => (
        <div key={nameOf(notice)} className="notice-banner" data-testid="notice-banner" data-kind={notice.kind}>
          <Icon name="report" />
          <p>{notice.text}</p>
          <button
            type="button"
            className="icon-button"
            aria-label={zh.notices.close}
            data-testid="notice-close"
            onClick={() => close(notice)}
          >
            <Icon name="close" size="1.25rem" />
          </button>
        </div>
      ))}
    </div>
  );
}
