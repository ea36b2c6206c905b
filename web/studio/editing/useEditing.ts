/** Something that is read, changed and saved. What was typed outlives leaving its page, a refusal and the end of the log-in. */

import { ApiError } from "@shared/api";
import { codeOf } from "@shared/errors";
import { useEffect, useRef, useState } from "react";
import type { Studio } from "../studio";
import { refusal } from "../words";

interface Versioned {
  version: string;
}

/** What was read and what became of it here. */
export interface Draft<T> {
  base: T;
  mine: T;
}

export interface Editing<T> {
  /** null: not read yet. */
  draft: Draft<T> | null;
  /** Code of why it could not be read. */
  error: string | null;
  dirty: boolean;
  busy: boolean;
  /** Why the last saving was refused, in words. */
  problem: string | null;
  /** What a colleague made of it in the meantime. */
  theirs: T | null;
  change: (part: Partial<T>) => void;
  /** `as`: something else than what is shown, on what a colleague saved. True: it is kept. */
  save: (as?: T) => Promise<boolean>;
  /** Back to what was read. */
  reset: () => void;
  again: () => void;
  /** What a colleague saved instead of what is shown. */
  adopt: () => void;
  /** From the choice between two versions back to editing. */
  back: () => void;
  /** Reads it anew: something else changed it from here. */
  reload: () => void;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Ways<T> {
  read: () => Promise<T>;
  write: (item: T) => Promise<T>;
}

/** `key` names the item among all that can be edited. Mount it anew for another item. */
export function useEditing<T extends Versioned>(studio: Studio, key: string, ways: Ways<T>): Editing<T> {
  const [draft, setDraft] = useState<Draft<T> | null>(() => (studio.drafts.get(key) as Draft<T> | undefined) ?? null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<T | null>(null);
  const [tries, setTries] = useState(0);
  const there = useRef(true);

  const keep = (next: Draft<T>): void => {
    studio.drafts.put(key, same(next.base, next.mine) ? null : next);
    if (there.current) setDraft(next);
  };
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  useEffect(() => {
    if (draft) return;
    let current = true;
    setError(null);
    ways.read().then(
      (item) => current && keep({ base: item, mine: item }),
      (reason: unknown) => current && setError(codeOf(reason)),
    );
    return () => {
      current = false;
    };
  }, [key, tries]);

  const save = async (as?: T): Promise<boolean> => {
    if (!draft || busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      const kept = await ways.write(as ?? draft.mine);
      keep({ base: kept, mine: kept });
      setTheirs(null);
      studio.dataNews.tell();
      return true;
    } catch (reason) {
      if (reason instanceof ApiError && reason.code === "version_conflict" && reason.details.current)
        setTheirs(reason.details.current as T);
      else setProblem(refusal(reason));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    draft,
    error,
    dirty: draft !== null && !same(draft.base, draft.mine),
    busy,
    problem,
    theirs,
    change: (part) => draft && keep({ ...draft, mine: { ...draft.mine, ...part } }),
    save,
    reset: () => {
      setProblem(null);
      setTheirs(null);
      if (draft) keep({ base: draft.base, mine: draft.base });
    },
    again: () => setTries((before) => before + 1),
    adopt: () => {
      if (theirs) keep({ base: theirs, mine: theirs });
      setTheirs(null);
    },
    back: () => setTheirs(null),
    reload: () => {
      studio.drafts.put(key, null);
      setDraft(null);
      setTries((before) => before + 1);
    },
  };
}
