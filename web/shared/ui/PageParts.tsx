/** What every page beside the conversations shares: its tabs, and what stands there while nothing was read. */

import { Button, Spin } from "antd";
import type { ReactNode } from "react";
import { goTo } from "@shared/board";
import { useWords } from "./words";
import "./page.css";

interface Tab {
  key: string;
  label: string;
  hash: string;
}

/** Places with an address of their own. */
export function PageTabs({ tabs, active, label }: { tabs: Tab[]; active: string; label: string }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          aria-current={tab.key === active ? "page" : undefined}
          data-testid={`tab-${tab.key}`}
          onClick={() => goTo(tab.hash)}
        >
          {tab.label}
        </button>
      ))}
    </nav>
  );
}

interface ShownProps<T> {
  read: { value: T | null; error: string | null; again: () => void };
  /** What a code means here, where the page's words are too general. */
  words?: Record<string, string>;
  children: (value: T) => ReactNode;
}

/** What was read; before that, that it is being read or why it could not be. */
export function Shown<T>({ read: { value, error, again }, words, children }: ShownProps<T>) {
  const { errorText } = useWords();
  const problem = error && (words?.[error] ?? errorText(error));
  if (value === null && !problem) return <Spin className="page-loading" aria-label="正在读取" />;
  if (value === null) {
    return (
      <div className="nothing" role="status">
        <p>{problem}</p>
        <Button onClick={again}>重试</Button>
      </div>
    );
  }
  return (
    <>
      {problem ? (
        <p className="stale" role="status">
          {problem}，下面可能不是最新内容
        </p>
      ) : null}
      {children(value)}
    </>
  );
}
