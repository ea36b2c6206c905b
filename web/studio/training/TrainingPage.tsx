/** 训练: what has changed since the live model, training it, and what became of earlier trainings. */

import { PageFrame, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { type PageProps, teaches } from "../pages";
import type { Models } from "../release/releaseTypes";
import type { Change } from "../types";
import { JobView } from "./JobView";
import { PastJobs } from "./PastJobs";
import { TrainSheet } from "./TrainSheet";
import { isOpen } from "./jobs";
import type { Job } from "./trainingTypes";
import "./training.css";

const IDLE_MS = 15_000;
const RUNNING_MS = 1_000;

export interface Read {
  jobs: Job[];
  models: Models;
  changes: Change[];
}

export default function TrainingPage({ studio, user }: PageProps) {
  const { call } = studio;
  const news = useSyncExternalStore(studio.dataNews.subscribe, studio.dataNews.snapshot);
  const jobs = useReading(() => call<{ jobs: Job[] }>("GET", "/api/studio/training-jobs"), [studio], IDLE_MS);
  const around = useReading(
    useCallback(async () => {
      const [models, { changes }] = await Promise.all([
        call<Models>("GET", "/api/studio/models"),
        call<{ changes: Change[] }>("GET", "/api/studio/changes"),
      ]);
      return { models, changes };
    }, [call]),
    [studio],
  );
  const open = jobs.value?.jobs.filter(isOpen) ?? [];
  const any = open.length > 0;
  // While one runs its progress moves; when none does any more, there is a new model.
  useEffect(() => {
    around.again();
    if (!any) return;
    const beat = window.setInterval(jobs.again, RUNNING_MS);
    return () => window.clearInterval(beat);
  }, [any, news.count, jobs.again, around.again]);
  const read = {
    value: jobs.value && around.value && { ...jobs.value, ...around.value },
    error: jobs.error ?? around.error,
    again: () => {
      jobs.again();
      around.again();
    },
  };
  return (
    <PageFrame title="训练">
      <Shown<Read> read={read}>
        {(value) => (
          <>
            {open.map((job) => (
              <JobView key={job.id} studio={studio} job={job} mayCancel={teaches(user)} again={jobs.again} />
            ))}
            <TrainSheet studio={studio} read={value} mayTrain={teaches(user)} again={jobs.again} />
            <Sheet title="以前的训练">
              <PastJobs jobs={value.jobs.filter((job) => !isOpen(job))} />
            </Sheet>
          </>
        )}
      </Shown>
    </PageFrame>
  );
}
