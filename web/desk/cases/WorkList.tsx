/** Left: work that waits, by what is due first. What lists of every kind share: reading, failing, nothing there, and rows. */

import { Button } from "antd";
import type { ReactNode } from "react";
import "./worklist.css";

interface Props<Item> {
  label: string;
  /** null: not read yet. */
  rows: Item[] | null;
  /** Why the last reading failed, in words. */
  problem: string | null;
  /** Offered while nothing was read; absent where trying again changes nothing. */
  onRetry?: () => void;
  nothing: { title: string; hint?: string };
  row: (item: Item) => ReactNode;
  /** Above and below what scrolls, and at its end. */
  tools?: ReactNode;
  foot?: ReactNode;
  more?: ReactNode;
}

export function WorkList<Item>({ label, rows, problem, onRetry, nothing, row, tools, foot, more }: Props<Item>) {
  return (
    <nav className="lists work-list" aria-label={label}>
      {tools ? <div className="list-tools">{tools}</div> : null}
      {problem && rows ? (
        <div className="stale" role="status">
          下面可能不是最新内容，会自动再读
        </div>
      ) : null}
      <div className="list-rows">
        {rows === null && !problem ? <Loading /> : null}
        {rows === null && problem ? (
          <div className="nothing" role="status">
            <p>{problem}</p>
            {onRetry ? <Button onClick={onRetry}>重试</Button> : null}
          </div>
        ) : null}
        {rows?.length === 0 ? (
          <div className="nothing" data-testid="list-empty">
            <p>{nothing.title}</p>
            {nothing.hint ? <p className="quiet">{nothing.hint}</p> : null}
          </div>
        ) : null}
        {rows?.map(row)}
        {more}
      </div>
      {foot ? <div className="list-foot">{foot}</div> : null}
    </nav>
  );
}

interface RowProps {
  id: string;
  testId: string;
  selected: boolean;
  title: string;
  urgent?: boolean;
  /** What is left of its time. */
  due: ReactNode;
  second: string;
  third: string;
  onOpen: () => void;
}

/** One fixed height, so that news moves nothing. */
export function WorkRow({ id, testId, selected, title, urgent, due, second, third, onOpen }: RowProps) {
  return (
    <div className={selected ? "row work-row row-selected" : "row work-row"} data-testid={testId} data-id={id}>
      <button type="button" className="row-open" aria-current={selected || undefined} onClick={onOpen}>
        <span className="row-top">
          <span className="row-topic">{title}</span>
          {urgent ? <span className="tag tag-danger">紧急</span> : null}
          <span className="row-due">{due}</span>
        </span>
        <span className="row-preview num">{second}</span>
        <span className="row-meta num">{third}</span>
      </button>
    </div>
  );
}

function Loading() {
  return (
    <div className="skeleton work-skeleton" role="status" aria-label="正在读取">
      {[1, 2, 3, 4].map((n) => (
        <span key={n}>
          <i />
          <i />
        </span>
      ))}
    </div>
  );
}
