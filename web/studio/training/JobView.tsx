import { Sheet } from "@shared/ui/PageFrame";
import { useWords } from "@shared/ui/words";
import { Button, Popconfirm } from "antd";
import { useEffect, useState } from "react";
import type { Studio } from "../studio";
import { duration, stagesOf } from "./jobs";
import type { Job } from "./trainingTypes";

interface Props {
  studio: Studio;
  job: Job;
  mayCancel: boolean;
  again: () => void;
}

/** A training under way. */
export function JobView({ studio, job, mayCancel, again }: Props) {
  const { refusal } = useWords();
  const [, tick] = useState(0);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const beat = window.setInterval(() => tick((count) => count + 1), 1_000);
    return () => window.clearInterval(beat);
  }, []);
  const cancel = async (): Promise<void> => {
    try {
      await studio.call("POST", `/api/studio/training-jobs/${job.id}/cancel`);
    } catch (reason) {
      setError(refusal(reason));
    }
    again();
  };
  const percent = Math.round(job.progress * 100);
  return (
    <Sheet
      title={job.state === "waiting" ? "正在排队" : `正在训练 ${percent}%`}
      acts={
        mayCancel ? (
          <Popconfirm title="取消这次训练" description="什么也不会留下，改动都还在。" okText="取消训练" cancelText="继续训练" onConfirm={() => void cancel()}>
            <Button data-testid="cancel-job">取消</Button>
          </Popconfirm>
        ) : null
      }
    >
      <div className="sheet-body job" data-testid="job" data-state={job.state}>
        <div className="job-bar" role="progressbar" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label="训练进度">
          <i style={{ width: `${percent}%` }} />
        </div>
        <ol className="stages">
          {stagesOf(job).map(({ title, state }) => (
            <li key={title} className={`stage-${state}`} aria-current={state === "now" ? "step" : undefined}>
              {title}
            </li>
          ))}
        </ol>
        <p className="quiet num">
          {job.by_name ?? job.by}
          {duration(job) ? `，已用 ${duration(job)}` : ""}
          {job.note ? `，${job.note}` : ""}
        </p>
        {error ? <p role="alert">{error}</p> : null}
        <JobLog job={job} />
      </div>
    </Sheet>
  );
}

/** What the training said, folded away. */
export function JobLog({ job }: { job: Job }) {
  if (job.log.length === 0) return null;
  return (
    <details className="job-log">
      <summary>过程（{job.log.length} 行）</summary>
      <pre className="num">{job.log.join("\n")}</pre>
    </details>
  );
}
