/** A small dialog per step. What was typed stays until the step is taken, whatever refused it. */

import { Alert, Form, Input, Modal, Radio } from "antd";
import { useEffect, useState } from "react";
import type { RequestBody, RequestListed, RequestStep, SecondFactor } from "./requestTypes";
import { FACTORS, refusal, wordsOf } from "./requestWords";

type DialogStep = Exclude<RequestStep, "take">;

interface Props {
  step: DialogStep | null;
  r: RequestListed;
  /** The policy number the customer stated, where it has been looked at. */
  policyNo?: string;
  onClose: () => void;
  /** Rejects with why it was refused. */
  onTake: (step: DialogStep, body: RequestBody) => Promise<void>;
}

export function RequestDialog({ step, r, policyNo, onClose, onTake }: Props) {
  const [body, setBody] = useState<RequestBody>({});
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!step) return;
    setError(null);
    setBody(step === "link" && policyNo ? { policy_no: policyNo } : {});
  }, [step]);

  const words = step ? wordsOf(step, r.kind) : null;
  const change = (more: RequestBody): void => setBody((before) => ({ ...before, ...more }));
  const missing =
    (step === "decline" && !body.reason?.trim()) ||
    (step === "link" && !body.policy_no?.trim()) ||
    (step === "complete" && r.needs_second_factor && !body.second_factor);
  const take = async (): Promise<void> => {
    if (!step || missing || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onTake(step, trimmed(body));
      onClose();
    } catch (reason) {
      setError(refusal(reason, step));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title={words?.title}
      open={step !== null}
      okText={words?.button}
      cancelText="取消"
      onCancel={onClose}
      onOk={() => void take()}
      confirmLoading={busy}
      okButtonProps={{ disabled: missing, danger: words?.danger, "data-testid": "step-confirm" }}
      destroyOnHidden
    >
      {words?.hint ? <p className="quiet dialog-hint">{words.hint}</p> : null}
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <Form layout="vertical" onFinish={() => void take()}>
        {step === "complete" && r.needs_second_factor ? (
          <Form.Item label="用什么方式核实了本人" required>
            <Radio.Group
              className="factors"
              value={body.second_factor}
              onChange={(event) => change({ second_factor: event.target.value as SecondFactor })}
              options={(Object.keys(FACTORS) as SecondFactor[]).map((factor) => ({
                value: factor,
                label: (
                  <span data-testid={`factor-${factor}`}>
                    {FACTORS[factor][0]}
                    <span className="quiet factor-hint">{FACTORS[factor][1]}</span>
                  </span>
                ),
              }))}
            />
          </Form.Item>
        ) : null}
        {step === "complete" ? (
          <Form.Item label="对客户说一句">
            <Words
              value={body.note}
              placeholder="选填，客户查进度时会看到"
              name="note"
              onChange={(note) => change({ note })}
            />
          </Form.Item>
        ) : null}
        {step === "decline" ? (
          <Form.Item label="原因" required>
            <Words
              value={body.reason}
              placeholder="比如：保单已经终止，需要先办复效"
              name="reason"
              onChange={(reason) => change({ reason })}
            />
          </Form.Item>
        ) : null}
        {step === "link" ? (
          <Form.Item label="保单号" required>
            <Input
              autoFocus
              value={body.policy_no ?? ""}
              maxLength={64}
              autoComplete="off"
              data-testid="field-policy_no"
              onChange={(event) => change({ policy_no: event.target.value })}
            />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}

interface WordsProps {
  value: string | undefined;
  placeholder: string;
  name: string;
  onChange: (value: string) => void;
}

function Words({ value, placeholder, name, onChange }: WordsProps) {
  return (
    <Input.TextArea
      rows={3}
      maxLength={2000}
      value={value ?? ""}
      placeholder={placeholder}
      data-testid={`field-${name}`}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Without what was left empty. */
function trimmed(body: RequestBody): RequestBody {
  const said = Object.entries(body)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "");
  return Object.fromEntries(said);
}
