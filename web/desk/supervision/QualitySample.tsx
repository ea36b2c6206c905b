/** 抽检: engagements drawn at random, spread over the agents; nobody draws their own. */

import { formatMoment, today } from "@shared/format";
import { Alert, Button, InputNumber } from "antd";
import { useSyncExternalStore } from "react";
import { goTo } from "@shared/board";
import { type Choice, ColleagueChoice, QueueChoice } from "../Choices";
import type { Desk } from "../desk";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { channelText, errorText, queueText } from "../words";
import type { Quality } from "./quality";
import type { Drawn } from "./qualityTypes";
import { reviewHash } from "./ReviewForm";
import { spanText } from "./wallWords";

export function QualitySample({ desk, board }: { desk: Desk; board: Quality }) {
  const { wanted, sample, busy, error } = useSyncExternalStore(board.subscribe, board.snapshot);
  const choices: Choice = useReading(() => desk.colleagues(), [desk]).value;
  return (
    <div className="page-body">
      <div className="filters">
        <label className="filter">
          份数
          <InputNumber
            min={1}
            max={50}
            value={wanted.count}
            data-testid="sample-count"
            onChange={(count) => board.want({ count: count ?? 10 })}
          />
        </label>
        <ColleagueChoice choices={choices} value={wanted.agent} onChange={(agent) => board.want({ agent })} />
        <QueueChoice choices={choices} value={wanted.queue} onChange={(queue) => board.want({ queue })} />
        <label className="filter">
          此后结束
          <input
            type="date"
            value={wanted.since}
            max={today()}
            onChange={(event) => board.want({ since: event.target.value })}
          />
        </label>
        <Button type="primary" loading={busy} data-testid="sample-draw" onClick={() => void board.draw()}>
          抽取
        </Button>
        <span className="hint">不填日期就是最近 7 天；各坐席均匀抽取，不含已质检的和自己的</span>
      </div>
      {error ? <Alert type="error" showIcon message={errorText(error)} role="alert" /> : null}
      {sample ? (
        <section className="sheet-flush">
          <Table
            label="抽到的接待"
            testId="sample"
            columns={COLUMNS}
            rows={sample.sample}
            rowKey={(drawn) => String(drawn.engagement_id)}
            nothing="没有符合条件、还没质检的接待，可以放宽条件再抽"
            onOpen={(drawn) => goTo(reviewHash(drawn.engagement_id))}
          />
        </section>
      ) : null}
    </div>
  );
}

const COLUMNS: Column<Drawn>[] = [
  { key: "name", title: "坐席", cell: (drawn) => drawn.name, by: (drawn) => drawn.name },
  { key: "queue", title: "队列", cell: (drawn) => queueText(drawn.queue), by: (drawn) => drawn.queue },
  { key: "channel", title: "渠道", wide: true, cell: (drawn) => channelText(drawn.channel) },
  {
    key: "ended",
    title: "结束",
    num: true,
    cell: (drawn) => formatMoment(drawn.ended_at),
    by: (drawn) => drawn.ended_at,
  },
  { key: "replies", title: "回复", num: true, cell: (drawn) => drawn.replies, by: (drawn) => drawn.replies },
  { key: "transfers", title: "转接", num: true, wide: true, cell: (drawn) => drawn.transfers },
  {
    key: "wait",
    title: "平均等待",
    num: true,
    cell: (drawn) => spanText(drawn.mean_wait_s),
    by: (drawn) => drawn.mean_wait_s,
  },
  {
    key: "late",
    title: "超时",
    num: true,
    cell: (drawn) => (
      <span className={drawn.late > 0 ? "tone-breach" : "tone-none"}>
        {drawn.late} / {drawn.answered}
      </span>
    ),
    by: (drawn) => drawn.late,
  },
];
