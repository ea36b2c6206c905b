/** Incidents one below the other: what customers read, whom it concerns, what may be done, who did what when. */

import { formatMoment } from "@shared/format";
import { Alert, Button, Form, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import type { Supervision } from "./supervision";
import type { Choices, Incident, IncidentVerb } from "./supervisionTypes";
import { BANNER_LENGTH, KINDS, NEXT, STATES, STEPS, refusal } from "./supervisionWords";

/** What a customer sees. */
export function BannerPreview({ text }: { text: string }) {
  return (
    <p className="banner-preview" aria-label="横幅预览">
      <span aria-hidden="true">⚠</span>
      <span>{text || "横幅会显示在这里"}</span>
    </p>
  );
}

interface Props {
  board: Supervision;
  incident: Incident;
  choices: Choices | null;
}

export function IncidentCard({ board, incident, choices }: Props) {
  const [verb, setVerb] = useState<IncidentVerb | null>(null);
  const questions = new Map(choices?.faq.map((entry) => [entry.id, entry.question]));
  const facts: [string, string][] = [
    ["地区", incident.regions.join("、") || "不限"],
    ["险种", incident.lines.map((line) => choices?.lines[line] ?? line).join("、") || "不限"],
    ["问答", incident.faq_pack.map((id) => questions.get(id) ?? id).join("；") || "没有选"],
    ["到期", incident.ends_at ? formatMoment(incident.ends_at) : "手动结束"],
  ];
  return (
    <article className="incident" data-testid="incident" data-status={incident.status}>
      <header className="incident-head">
        <h3>{incident.title}</h3>
        <span className="quiet">{KINDS[incident.kind]}</span>
        <span className={`incident-state incident-${incident.status}`}>{stateOf(incident)}</span>
      </header>
      <BannerPreview text={incident.banner} />
      <dl className="incident-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ol className="incident-history num">
        {incident.history.map((event) => (
          <li key={event.at + event.status}>
            {formatMoment(event.at)} {event.name} {STATES[event.status]}
            {event.note ? <span className="incident-note">{event.note}</span> : null}
          </li>
        ))}
      </ol>
      {NEXT[incident.status].length > 0 ? (
        <div className="incident-actions">
          {NEXT[incident.status].map((each, place) => (
            <Button
              key={each}
              type={place === 0 ? "primary" : "default"}
              data-testid={`incident-${each}`}
              onClick={() => setVerb(each)}
            >
              {STEPS[each].button}
            </Button>
          ))}
        </div>
      ) : null}
      <StepDialog board={board} incident={incident} verb={verb} onClose={() => setVerb(null)} />
    </article>
  );
}

function stateOf(incident: Incident): string {
  const running = incident.status === "active" || incident.status === "easing";
  return running && !incident.in_force ? `${STATES[incident.status]}，不在生效时间内` : STATES[incident.status];
}

interface StepProps {
  board: Supervision;
  incident: Incident;
  verb: IncidentVerb | null;
  onClose: () => void;
}

/** Asked once more before every customer is told, or is no longer. */
function StepDialog({ board, incident, verb, onClose }: StepProps) {
  const [note, setNote] = useState("");
  const [banner, setBanner] = useState(incident.banner);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (!verb) return;
    setNote("");
    setBanner(incident.banner);
    setError(null);
  }, [verb]);

  const words = verb ? STEPS[verb] : null;
  const take = async (): Promise<void> => {
    if (!verb) return;
    setBusy(true);
    setError(null);
    const changed = verb === "ease" && banner.trim() !== incident.banner;
    try {
      await board.step(incident.id, verb, {
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(changed ? { banner: banner.trim() } : {}),
      });
      onClose();
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title={words && `${words.title}：${incident.title}`}
      open={verb !== null}
      okText={words?.button}
      cancelText="取消"
      onCancel={onClose}
      onOk={() => void take()}
      confirmLoading={busy}
      okButtonProps={{
        disabled: verb === "close" && !note.trim(),
        danger: words?.danger,
        "data-testid": "incident-confirm",
      }}
      destroyOnHidden
    >
      <p className="quiet dialog-hint">{words?.hint}</p>
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      {verb === "close" ? null : <BannerPreview text={banner} />}
      <Form layout="vertical">
        {verb === "ease" ? (
          <Form.Item label="横幅">
            <Input.TextArea
              rows={2}
              maxLength={BANNER_LENGTH}
              showCount
              value={banner}
              data-testid="incident-banner-again"
              onChange={(event) => setBanner(event.target.value)}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={words?.note} required={verb === "close"}>
          <Input.TextArea
            rows={4}
            maxLength={2000}
            placeholder="不要写客户的个人信息"
            value={note}
            data-testid="incident-note"
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
