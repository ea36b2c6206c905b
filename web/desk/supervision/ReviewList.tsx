/** What was reviewed, newest first: a table, and one of them in a drawer. The agent reviewed answers there. */

import { formatDate, formatMoment } from "@shared/format";
import { Alert, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { goTo } from "@shared/board";
import { type Choice, ColleagueChoice } from "../Choices";
import type { Desk } from "../desk";
import { Shown } from "@shared/ui/PageParts";
import { supervises } from "../place";
import { type Column, Table } from "@shared/ui/Table";
import type { User } from "../types";
import { usePages, useReading } from "@shared/useReading";
import { queueText } from "../words";
import type { Review } from "./qualityTypes";
import { DIMENSIONS, DIMENSION_CODES, refusal } from "./qualityWords";
import type { SupervisionApi } from "./supervisionApi";

interface Props {
  desk: Desk;
  api: SupervisionApi;
  user: User;
  /** The review that is open. */
  open: string | null;
}

export function ReviewList({ desk, api, user, open }: Props) {
  const senior = supervises(user);
  const [agent, setAgent] = useState<string | null>(null);
  const choices: Choice = useReading(() => desk.colleagues(), [desk]).value;
  const reviews = usePages<Review>((before) => api.reviews(agent, before), [api, agent]);
  const [fresh, setFresh] = useState<Review | null>(null);
  const rows = reviews.value?.map((row) => (row.id === fresh?.id ? fresh : row)) ?? null;
  const shown = rows?.find((row) => row.id === open) ?? null;
  return (
    <div className="page-body">
      {senior ? (
        <div className="filters">
          <ColleagueChoice choices={choices} value={agent} onChange={setAgent} />
        </div>
      ) : null}
      <Shown read={{ ...reviews, value: rows }}>
        {(found) => (
          <>
            <section className="sheet-flush">
              <Table
                label="质检结果"
                testId="reviews"
                columns={senior ? COLUMNS : COLUMNS.filter((column) => column.key !== "name")}
                rows={found}
                rowKey={(review) => review.id}
                nothing={senior ? "还没有质检，去抽检里抽几份" : "还没有针对你的质检"}
                onOpen={(review) => goTo(`#quality/review/${review.id}`)}
              />
            </section>
            {reviews.next ? (
              <Button className="more-button" loading={reviews.busy} onClick={reviews.more}>
                更早的
              </Button>
            ) : null}
          </>
        )}
      </Shown>
      <Drawer
        title={shown ? `${shown.name} · ${shown.total} 分` : null}
        open={shown !== null}
        onClose={() => goTo("#quality")}
        width="min(520px, 100vw)"
        closable={{ "aria-label": "关闭" }}
      >
        {shown ? (
          <ReviewView
            key={shown.id}
            api={api}
            user={user}
            review={shown}
            onChanged={setFresh}
          />
        ) : null}
      </Drawer>
    </div>
  );
}

const COLUMNS: Column<Review>[] = [
  { key: "name", title: "坐席", cell: (review) => review.name },
  { key: "at", title: "质检时间", cell: (review) => formatMoment(review.at) },
  { key: "queue", title: "队列", wide: true, cell: (review) => queueText(review.queue) },
  { key: "total", title: "总分", num: true, cell: (review) => <Mark score={review.total} /> },
  ...DIMENSION_CODES.map((code) => ({
    key: code,
    title: DIMENSIONS[code].name,
    num: true,
    cell: (review: Review) => review.scores[code],
  })),
  { key: "reviewer", title: "质检人", wide: true, cell: (review) => review.reviewer_name },
  {
    key: "answer",
    title: "坐席回复",
    cell: (review) => (review.answer ? "已回复" : <span className="tone-none">未回复</span>),
  },
  { key: "better", title: "改进", cell: (review) => <Due review={review} /> },
];

function Mark({ score }: { score: number }) {
  return <b className={score < 60 ? "tone-breach" : undefined}>{score}</b>;
}

function Due({ review: { improvement } }: { review: Review }) {
  if (!improvement) return <span className="tone-none">–</span>;
  if (improvement.done_at) return <>已完成</>;
  const late = Date.parse(`${improvement.due}T23:59:59+08:00`) < Date.now();
  return <span className={late ? "tone-breach" : "tone-warning"}>{late ? "已逾期" : "进行中"}</span>;
}

interface ViewProps {
  api: SupervisionApi;
  user: User;
  review: Review;
  onChanged: (review: Review) => void;
}

function ReviewView({ api, user, review, onChanged }: ViewProps) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const better = review.improvement;
  const take = async (step: Promise<Review>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      onChanged(await step);
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="review-view" data-testid="review">
      <p className="quiet num">
        {queueText(review.queue)} · {formatMoment(review.at)} · {review.reviewer_name}
      </p>
      <dl className="review-scores num">
        {DIMENSION_CODES.map((code) => (
          <div key={code}>
            <dt>{DIMENSIONS[code].name}</dt>
            <dd>{review.scores[code]}</dd>
          </div>
        ))}
      </dl>
      {review.findings.length > 0 ? (
        <section>
          <h3>发现</h3>
          <ul className="review-findings">
            {review.findings.map((finding, place) => (
              <li key={place}>
                <span className="quiet num">
                  {DIMENSIONS[finding.dimension].name} · {finding.seq === null ? "整体" : `第 ${finding.seq} 条`}
                </span>
                {finding.text}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {review.comment ? (
        <section>
          <h3>评语</h3>
          <p className="said-words">{review.comment}</p>
        </section>
      ) : null}
      {better ? (
        <section>
          <h3>改进措施</h3>
          <p className="said-words">{better.action}</p>
          <p className="quiet">
            {better.owner_name}，{formatDate(better.due)}前
            {better.done_at ? `，${formatMoment(better.done_at)}完成` : ""}
          </p>
          {!better.done_at && (better.owner === user.username || supervises(user)) ? (
            <Button size="small" loading={busy} onClick={() => void take(api.improved(review.id))}>
              标为已完成
            </Button>
          ) : null}
        </section>
      ) : null}
      <section>
        <h3>坐席回复</h3>
        {review.answer ? (
          <>
            <p className="said-words">{review.answer}</p>
            <p className="quiet">{review.answered_at ? formatMoment(review.answered_at) : ""}</p>
          </>
        ) : review.agent === user.username ? (
          <>
            <Input.TextArea
              rows={3}
              maxLength={2000}
              value={text}
              placeholder="认可，或说明当时的情况；提交后不能再改"
              data-testid="review-answer"
              onChange={(event) => setText(event.target.value)}
            />
            <Button
              type="primary"
              loading={busy}
              disabled={!text.trim()}
              data-testid="review-answer-send"
              onClick={() => void take(api.answerReview(review.id, text.trim()))}
            >
              提交回复
            </Button>
          </>
        ) : (
          <p className="quiet">还没有回复</p>
        )}
      </section>
      {error ? <Alert type="error" showIcon message={error} role="alert" /> : null}
    </div>
  );
}
