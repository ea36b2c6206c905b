/** Trainings in people's words. */

import type { Job, JobState, Stage } from "./trainingTypes";

export const STAGES: readonly { stage: Stage; title: string }[] = [
  { stage: "export", title: "取出数据" },
  { stage: "validate", title: "检查数据" },
  { stage: "train", title: "训练" },
  { stage: "evaluate", title: "打分" },
  { stage: "golden", title: "走标准对话" },
  { stage: "cross_validate", title: "交叉验证" },
  { stage: "gate", title: "和线上比较" },
];

export const STATES: Record<JobState, string> = { waiting: "排队中", running: "训练中", done: "完成", failed: "没完成", cancelled: "已取消" };

export const isOpen = ({ state }: Job): boolean => state === "waiting" || state === "running";

/** The stages this job goes through, each done, under way or to come. */
export function stagesOf(job: Job): { title: string; state: "done" | "now" | "later" }[] {
  const mine = STAGES.filter(({ stage }) => stage !== "cross_validate" || job.cross_validate || job.stage === stage);
  const at = mine.findIndex(({ stage }) => stage === job.stage);
  return mine.map(({ title }, place) => ({ title, state: job.state === "done" || place < at ? "done" : place === at ? "now" : "later" }));
}

/** `1 分 20 秒`; null while it is not known. */
export function duration(job: Pick<Job, "started_at" | "ended_at">, now: Date = new Date()): string | null {
  if (!job.started_at) return null;
  const seconds = Math.max(0, Math.round(((job.ended_at ? Date.parse(job.ended_at) : now.getTime()) - Date.parse(job.started_at)) / 1000));
  return seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
}

const MOST_USED = 5;

/** How long such a training took here, in words; before the first one, what it takes with the data as shipped. */
export function usually(jobs: readonly Job[], cross: boolean): string {
  const took = jobs
    .filter((job) => job.state === "done" && job.started_at && job.ended_at && Boolean(job.cross_validate) === cross)
    .slice(0, MOST_USED)
    .map((job) => Date.parse(job.ended_at ?? "") - Date.parse(job.started_at ?? ""))
    .sort((one, other) => one - other);
  const middle = took[Math.floor(took.length / 2)];
  if (middle === undefined) return cross ? "大约 5 到 10 分钟" : "大约 2 到 3 分钟";
  return middle < 60_000 ? "不到 1 分钟" : `大约 ${Math.round(middle / 60_000)} 分钟`;
}

export interface Failure {
  /** What happened, what was kept, what to do: a sentence each. */
  what: string;
  kept: string;
  next: string;
  problems: string[];
}

const FAILURES: Record<string, Pick<Failure, "what" | "next">> = {
  data_invalid: { what: "数据检查没有通过，没有开始训练。", next: "按下面的提示改好，再训练一次。" },
  training_failed: { what: "训练没有完成：配置或规则互相矛盾。", next: "按下面的提示改好；看不懂的话，请维护的同事看看。" },
  training_crashed: { what: "训练的进程意外中断了。", next: "可以再训练一次；还不行，请维护的同事看看服务器日志。" },
  training_interrupted: { what: "训练到一半服务重启了两次。", next: "可以再训练一次。" },
};

export function failureOf(job: Job): Failure | null {
  if (job.state !== "failed") return null;
  const said = job.error && ("error" in job.error ? job.error.error : job.error);
  const words = FAILURES[said?.code ?? ""] ?? { what: "训练没有完成。", next: "可以再训练一次；还不行，请维护的同事看看。" };
  return { ...words, kept: "改动都还在，线上模型不受影响。", problems: said?.details?.problems ?? [] };
}
