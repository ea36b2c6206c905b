import type { ReactNode } from "react";
import { Icon, type IconName } from "../icons";

export type Tone = "good" | "wait" | "plain";

interface CardShellProps {
  kind: string;
  icon: IconName;
  title: string;
  status?: string;
  tone?: Tone;
  children: ReactNode;
}

export function CardShell({ kind, icon, title, status, tone = "plain", children }: CardShellProps) {
  return (
    <section className="card" data-testid={`card-${kind}`} aria-label={title}>
      <header className="card-head">
        <span className="card-icon">
          <Icon name={icon} size="1.25rem" />
        </span>
        <h3 className="card-title">{title}</h3>
        {status && <span className={`tag tag-${tone}`}>{status}</span>}
      </header>
      {children}
    </section>
  );
}

/** Label and value rows; a row without a value is left out rather than shown as a dash. */
export function Fields({ rows }: { rows: [label: string, value: string | null | undefined, strong?: boolean][] }) {
  const shown = rows.filter(([, value]) => value);
  if (!shown.length) return null;
  return (
    <dl className="fields">
      {shown.map(([label, value, strong]) => (
        <div className="field" key={label}>
          <dt>{label}</dt>
          <dd className={strong ? "num strong" : "num"}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
