/** One engagement: what was said left, the score card right. What was begun waits while one looks elsewhere. */

import { formatMoment, today } from "@shared/format";
import { Alert, App, Button, Checkbox, Input, InputNumber, Select, Slider } from "antd";
import { useState } from "react";
import { goTo } from "@shared/board";
import { Shown } from "@shared/ui/PageParts";
import type { DeskMessage } from "../types";
import { useReading } from "@shared/useReading";
import { channelText, queueText } from "../words";
import type { Quality } from "./quality";
import type { Dimension, Finding, ForReview, NewReview } from "./qualityTypes";
import { DIMENSIONS, DIMENSION_CODES, REFUSALS, refusal, totalOf } from "./qualityWords";
import { ReadTranscript } from "../../staff/ReadTranscript";
import type { SupervisionApi } from "./supervisionApi";
import { spanText } from "./wallWords";

export const reviewHash = (engagementId: number): string => `#quality/engagement/${engagementId}`;

const back = (): void => goTo("#quality/sample");

interface Props {
  api: SupervisionApi;
  board: Quality;
  id: number;
}

export function ReviewForm({ api, board, id }: Props) {
  const found = useReading(() => api.forReview(id), [api, id]);
  return (
    <>
      <header className="page-head">
        <Button type="text" onClick={back}>
          返回抽检
        </Button>
        {found.value ? <Facts of={found.value} /> : null}
      </header>
      {found.value ? (
        <Card key={id} board={board} found={found.value} />
      ) : (
        <div className="page-body">
          <Shown read={found} words={REFUSALS}>{() => null}</Shown>
        </div>
      )}
    </>
  );
}

function Facts({ of: { engagement } }: { of: ForReview }) {
  const facts = [
    queueText(engagement.queue),
    channelText(engagement.channel),
    `${formatMoment(engagement.ended_at)} 结束`,
    `回复 ${engagement.replies} 条`,
    `平均等待 ${spanText(engagement.mean_wait_s)}`,
    engagement.late > 0 ? `超时 ${engagement.late} / ${engagement.answered}` : "",
  ];
  return (
    <>
      <h1>{engagement.name}</h1>
      <span className="quiet num">{facts.filter(Boolean).join(" · ")}</span>
    </>
  );
}

function Card({ board, found }: { board: Quality; found: ForReview }) {
  const { message } = App.useApp();
  const [card, setCard] = useState<NewReview>(() => board.cardOf(found));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { engagement, weights } = found;

  const change = (part: Partial<NewReview>): void => {
    const changed = { ...card, ...part };
    board.keep(changed);
    setCard(changed);
  };
  const pin = (seq: number | null): void =>
    change({ findings: [...card.findings, { seq, dimension: "completeness", text: "" }] });
  const setFinding = (place: number, finding: Finding | null): void =>
    change({ findings: card.findings.flatMap((each, at) => (at === place ? (finding ?? []) : each)) });
  const handIn = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await board.handIn(card);
      void message.success(`已提交，${engagement.name} ${totalOf(card.scores, weights)} 分`);
      // Who has gone elsewhere meanwhile stays there.
      if (location.hash === reviewHash(engagement.engagement_id)) back();
    } catch (reason) {
      setError(refusal(reason));
      setBusy(false);
    }
  };
  const better = card.improvement;
  const unfinished =
    card.findings.some((finding) => !finding.text.trim()) || (better !== null && (!better.action.trim() || !better.due));
  return (
    <div className="review">
      <ReadTranscript
        messages={found.transcript}
        part={{ from: engagement.queued_at, until: engagement.ended_at }}
        below={(said) => <Pinned said={said} findings={card.findings} onPin={() => pin(said.seq)} />}
      />
      <form className="review-card" aria-label="评分卡" onSubmit={(event) => event.preventDefault()}>
        <p className="review-total">
          总分
          <b className="num" data-testid="review-total">
            {totalOf(card.scores, weights)}
          </b>
        </p>
        {DIMENSION_CODES.map((code) => (
          <Score
            key={code}
            code={code}
            weight={weights[code]}
            value={card.scores[code]}
            onChange={(score) => change({ scores: { ...card.scores, [code]: score } })}
          />
        ))}
        <section className="review-part">
          <h2>
            发现
            <Button size="small" onClick={() => pin(null)}>
              记一条整体的
            </Button>
          </h2>
          {card.findings.length === 0 ? (
            <p className="hint">把鼠标移到左边某条消息上（或用 Tab 走到），可以记在那条消息上</p>
          ) : null}
          {card.findings.map((finding, place) => (
            <FindingRow key={place} finding={finding} onChange={(changed) => setFinding(place, changed)} />
          ))}
        </section>
        <section className="review-part">
          <h2>评语</h2>
          <Input.TextArea
            rows={2}
            maxLength={2000}
            placeholder="坐席会看到；不要写客户的个人信息"
            value={card.comment}
            data-testid="review-comment"
            onChange={(event) => change({ comment: event.target.value })}
          />
        </section>
        <section className="review-part">
          <Checkbox
            checked={better !== null}
            onChange={(event) =>
              change({
                improvement: event.target.checked ? { action: "", owner: engagement.agent, due: inDays(7) } : null,
              })
            }
          >
            定一项改进措施
          </Checkbox>
          {better ? (
            <>
              <Input.TextArea
                rows={2}
                maxLength={1000}
                placeholder="要做什么，怎样算做到"
                value={better.action}
                onChange={(event) => change({ improvement: { ...better, action: event.target.value } })}
              />
              <label className="filter">
                {engagement.name}在此之前完成
                <input
                  type="date"
                  min={today()}
                  value={better.due}
                  onChange={(event) => change({ improvement: { ...better, due: event.target.value } })}
                />
              </label>
            </>
          ) : null}
        </section>
        {error ? <Alert type="error" showIcon message={error} role="alert" /> : null}
        <Button
          type="primary"
          block
          loading={busy}
          disabled={unfinished}
          data-testid="review-submit"
          onClick={() => void handIn()}
        >
          提交质检
        </Button>
      </form>
    </div>
  );
}

const inDays = (days: number): string => today(new Date(Date.now() + days * 86_400_000));

function Pinned({ said, findings, onPin }: { said: DeskMessage; findings: Finding[]; onPin: () => void }) {
  const here = findings.filter((finding) => finding.seq === said.seq);
  return (
    <>
      {here.map((finding, place) => (
        <span key={place} className="read-finding">
          {DIMENSIONS[finding.dimension].name}：{finding.text || "（还没写）"}
        </span>
      ))}
      {said.sender === "agent" ? (
        <button type="button" className="read-pin" data-testid={`pin-${said.seq}`} onClick={onPin}>
          记一条
        </button>
      ) : null}
    </>
  );
}

interface ScoreProps {
  code: Dimension;
  weight: number;
  value: number;
  onChange: (score: number) => void;
}

function Score({ code, weight, value, onChange }: ScoreProps) {
  const { name, asks } = DIMENSIONS[code];
  return (
    <div className="score" data-testid={`score-${code}`}>
      <span className="score-name">
        {name}
        <span className="quiet num">{weight}%</span>
      </span>
      <Slider
        min={0}
        max={100}
        step={5}
        value={value}
        ariaLabelForHandle={name}
        tooltip={{ open: false }}
        onChange={onChange}
      />
      <InputNumber
        min={0}
        max={100}
        value={value}
        aria-label={`${name}得分`}
        onChange={(score) => onChange(score ?? 0)}
      />
      <span className="hint">{asks}</span>
    </div>
  );
}

function FindingRow({ finding, onChange }: { finding: Finding; onChange: (finding: Finding | null) => void }) {
  return (
    <div className="finding">
      <span className="quiet num">{finding.seq === null ? "整体" : `第 ${finding.seq} 条`}</span>
      <Select
        size="small"
        aria-label="方面"
        value={finding.dimension}
        options={DIMENSION_CODES.map((code) => ({ value: code, label: DIMENSIONS[code].name }))}
        onChange={(dimension: Dimension) => onChange({ ...finding, dimension })}
      />
      <Button size="small" type="text" onClick={() => onChange(null)}>
        删除
      </Button>
      <Input.TextArea
        autoFocus
        rows={2}
        maxLength={500}
        placeholder="哪里好，或哪里要改"
        value={finding.text}
        data-testid="finding-text"
        onChange={(event) => onChange({ ...finding, text: event.target.value })}
      />
    </div>
  );
}
