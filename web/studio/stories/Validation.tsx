/** What contradicts: asked of Rasa itself, so it takes a while. */

import { Nothing } from "@shared/ui/PageFrame";
import { Drawer, Spin } from "antd";
import { useReading } from "@shared/useReading";
import { fileName } from "../names";
import type { Studio } from "../studio";
import { errorText } from "../words";
import type { Problem } from "./storyTypes";

const LONGEST_MS = 180_000;

/** Mounted while it is open. */
export function Validation({ studio, onClose }: { studio: Studio; onClose: () => void }) {
  const { value, error } = useReading(() => studio.call<{ problems: Problem[] }>("POST", "/api/studio/stories/validate", {}, LONGEST_MS), [studio]);
  return (
    <Drawer open title="检查有没有矛盾" onClose={onClose} width="min(560px, 100vw)" closable={{ "aria-label": "关闭" }}>
      {value === null && !error ? (
        <div className="validating" role="status">
          <Spin />
          <span className="quiet">正在逐条核对规则、故事和设定，大约要半分钟</span>
        </div>
      ) : null}
      {error ? <Nothing title={errorText(error)} hint="可以关掉再试一次" /> : null}
      {value?.problems.length === 0 ? <Nothing title="没有发现矛盾" /> : null}
      <ul className="problems" data-testid="problems">
        {value?.problems.map((problem, place) => (
          <li key={place}>
            <span className={problem.severity === "error" ? "tag tag-danger" : "tag tag-warn"}>{problem.severity === "error" ? "要改" : "提醒"}</span>
            <div>
              <p>{problem.text}</p>
              {problem.file ? (
                <p className="quiet num">
                  {fileName(problem.file)} · {problem.file}
                </p>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
