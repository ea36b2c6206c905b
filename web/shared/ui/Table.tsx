/** A table that works by keyboard: rows of one height, numbers right, a head that stays; sorts where a column says how. */

import { type ReactNode, useState } from "react";
import "./table.css";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right, under each other. */
  num?: boolean;
  /** What the column sorts by; null comes last. */
  by?: (row: Row) => number | string | null;
  /** Left out where there is little room. */
  wide?: boolean;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** What stands there without rows. */
  nothing: string;
  onOpen?: (row: Row) => void;
  testId?: string;
}

export function Table<Row>({ label, columns, rows, rowKey, nothing, onOpen, testId }: Props<Row>) {
  const [sort, setSort] = useState<{ key: string; down: boolean } | null>(null);
  const by = columns.find((column) => column.key === sort?.key)?.by;
  const shown = by && sort ? sorted(rows, by, sort.down) : rows;
  const turn = (key: string): void =>
    setSort((before) => ({ key, down: before?.key === key ? !before.down : true }));
  const look = (column: Column<Row>): string | undefined =>
    [column.num && "num", column.wide && "wide-only"].filter(Boolean).join(" ") || undefined;
  return (
    <div className="table-frame">
      <table className="table" aria-label={label} data-testid={testId}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={look(column)}
                aria-sort={sort?.key === column.key ? (sort.down ? "descending" : "ascending") : undefined}
              >
                {column.by ? (
                  <button type="button" onClick={() => turn(column.key)}>
                    {column.title}
                    <i aria-hidden="true">{sort?.key === column.key ? (sort.down ? "↓" : "↑") : ""}</i>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr
              key={rowKey(row)}
              data-id={rowKey(row)}
              className={onOpen ? "table-open" : undefined}
              onClick={onOpen && (() => onOpen(row))}
            >
              {columns.map((column, place) => (
                <td key={column.key} className={look(column)}>
                  {place === 0 && onOpen ? (
                    <button type="button" className="table-link">
                      {column.cell(row)}
                    </button>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="table-nothing">{nothing}</p> : null}
    </div>
  );
}

function sorted<Row>(rows: Row[], by: NonNullable<Column<Row>["by"]>, down: boolean): Row[] {
  return [...rows].sort((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const order = typeof a === "string" ? a.localeCompare(String(b), "zh-CN") : a - Number(b);
    return down ? -order : order;
  });
}
