/** What a page beside the conversations consists of: a head, and below it what scrolls. */

import type { ReactNode } from "react";
import "./page.css";

interface Props {
  title: string;
  /** Beside the title: tabs, filters. */
  tools?: ReactNode;
  /** At the right end of the head: what is done here. */
  acts?: ReactNode;
  children: ReactNode;
}

export function PageFrame({ title, tools, acts, children }: Props) {
  return (
    <>
      <header className="page-head">
        <h1>{title}</h1>
        {tools}
        {acts ? <span className="push page-acts">{acts}</span> : null}
      </header>
      <div className="page-body">{children}</div>
    </>
  );
}

/** A list and beside it what is open of it; where there is little room, one of them. */
export function Panes({ list, open, children }: { list: ReactNode; open: boolean; children: ReactNode }) {
  return (
    <div className={open ? "list-detail list-detail-open" : "list-detail"}>
      <div className="list-pane">{list}</div>
      <div className="detail-pane">{children}</div>
    </div>
  );
}

/** Says that there is nothing, and what would be here. */
export function Nothing({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <p>{title}</p>
      {hint ? <p className="quiet">{hint}</p> : null}
      {children}
    </div>
  );
}

/** One sheet of paper on the page. */
export function Sheet({ title, acts, children }: { title?: ReactNode; acts?: ReactNode; children: ReactNode }) {
  return (
    <section className="sheet-flush">
      {title ? (
        <header className="sheet-head">
          <h2>{title}</h2>
          {acts ? <span className="push">{acts}</span> : null}
        </header>
      ) : null}
      {children}
    </section>
  );
}
