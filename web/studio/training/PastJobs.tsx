import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { Button } from "antd";
import { hashOf } from "../pages";
import { VerdictTag } from "../release/VerdictTag";
import { JobLog } from "./JobView";
import { STATES, duration, failureOf } from "./jobs";
import type { Job } from "./trainingTypes";

export function PastJobs({ jobs }: { jobs: Job[] }) {
  if (jobs.length === 0) return <p className="sheet-body quiet">还没有训练过。</p>;
  return (
    <ul className="past-jobs" data-testid="past-jobs">
      {jobs.map((job) => {
        const failure = failureOf(job);
        const took = duration(job);
        return (
          <li key={job.id} data-id={job.id} data-state={job.state}>
            <div className="past-line">
              <span className="quiet num">{formatMoment(job.created_at)}</span>
              <span>
                {job.by_name ?? job.by}
                {job.note ? <span className="quiet">，{job.note}</span> : null}
              </span>
              <span className="past-state">
                {job.state === "done" && job.gate ? <VerdictTag verdict={job.gate} /> : <span className={failure ? "chip chip-soon" : "chip chip-done"}>{STATES[job.state]}</span>}
                {took ? <span className="quiet num">{took}</span> : null}
              </span>
              {job.model ? (
                <Button type="link" size="small" onClick={() => goTo(hashOf("models", job.model ?? ""))} data-testid="job-gate">
                  看成绩
                </Button>
              ) : (
                <span />
              )}
            </div>
            {failure ? (
              <div className="failure">
                <p>
                  {failure.what}
                  {failure.kept}
                  {failure.next}
                </p>
                <ul>
                  {failure.problems.map((problem) => (
                    <li key={problem}>{problem}</li>
                  ))}
                </ul>
              </div>
            ) : null}
            <JobLog job={job} />
          </li>
        );
      })}
    </ul>
  );
}
