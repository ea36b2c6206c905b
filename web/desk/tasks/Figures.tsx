/** For supervisors: how the house keeps up with its tasks, by kind. */

import { useReading } from "@shared/useReading";
import type { Tasks } from "./tasks";
import type { Task } from "./taskTypes";
import { KINDS } from "./taskWords";

/** `rows`: read again whenever the list was. */
export function Figures({ board, rows }: { board: Tasks; rows: Task[] | null }) {
  const { value } = useReading(() => board.figures(), [board, rows]);
  if (!value || value.figures.length === 0) return null;
  return (
    <table className="task-figures num" data-testid="task-figures">
        <caption>近 {value.days} 天</caption>
        <thead>
          <tr>
            <th scope="col">类别</th>
            <th scope="col">在办</th>
            <th scope="col">逾期</th>
            <th scope="col">办完</th>
            <th scope="col">按时</th>
          </tr>
        </thead>
        <tbody>
          {value.figures.map((each) => (
            <tr key={each.kind}>
              <th scope="row">{KINDS[each.kind]}</th>
              <td>{each.open}</td>
              <td className={each.late > 0 ? "task-late" : undefined}>{each.late}</td>
              <td>{each.done}</td>
              <td>{each.done > 0 ? `${Math.round((100 * each.in_time) / each.done)}%` : "—"}</td>
            </tr>
          ))}
        </tbody>
    </table>
  );
}
