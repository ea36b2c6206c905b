/** Tables that the report and the page of topics share. */

import { ShareBar } from "@shared/charts/ShareBar";
import { type Column, Table } from "@shared/ui/Table";
import { Nothing } from "@shared/ui/PageFrame";
import { NONE, countText, shareText, valueText } from "../numbers";
import type { Cause, Funnel } from "../types";

/** Due → reminded → paid, each as a share of what was due. */
export function Funnels({ renewal }: { renewal: Funnel[] }) {
  if (renewal.length === 0) return <Nothing title="这个月还没有到期的保单" hint="到期日过去之后才计入。" />;
  return (
    <div className="funnels">
      {renewal.map((one) => (
        <section key={one.key} aria-label={one.name}>
          <h3>{one.name}</h3>
          <dl>
            {(
              [
                ["到期", one.due],
                ["提醒到", one.reminded],
                ["已交费", one.paid],
              ] as const
            ).map(([name, n]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="funnel-bar">
                  <ShareBar share={one.due > 0 ? n / one.due : 0} />
                </dd>
                <dd className="num">
                  {countText(n)} <span className="quiet">{shareText(n, one.due)}</span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

const CAUSES: Column<Cause>[] = [
  { key: "name", title: "原因", cell: (cause) => cause.name },
  { key: "n", title: "件数", num: true, cell: (cause) => countText(cause.n), by: (cause) => cause.n },
  {
    key: "before", title: "比上月", num: true, by: (cause) => cause.n - cause.previous,
    cell: ({ n, previous }) => (n === previous ? "持平" : n > previous ? `多 ${n - previous}` : `少 ${previous - n}`),
  },
  { key: "in_time", title: "按期办结", num: true, cell: ({ in_time }) => (in_time === null ? NONE : valueText(in_time, "percent")) },
  {
    key: "satisfaction", title: "满意", num: true,
    cell: ({ satisfaction }) => (satisfaction === null ? NONE : valueText(satisfaction, "percent")),
  },
];

export const Causes = ({ causes }: { causes: Cause[] }) => (
  <Table label="投诉原因" columns={CAUSES} rows={causes} rowKey={(cause) => cause.key} nothing="没有投诉" testId="causes" />
);
