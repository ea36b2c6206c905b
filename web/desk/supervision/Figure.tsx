import type { ReactNode } from "react";
import "./wall.css";

interface FigureProps {
  name: string;
  value: ReactNode;
  more?: string;
  tone?: "warning" | "breach";
}

/** One number with its name; a row of them is a `dl` of class `figures`. */
export function Figure({ name, value, more, tone }: FigureProps) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd className={tone ? `num tone-${tone}` : "num"}>
        {value}
        {more ? <small>{more}</small> : null}
      </dd>
    </div>
  );
}
