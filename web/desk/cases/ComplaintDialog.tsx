/** A small dialog per step. What was typed stays until the step is taken, whatever refused it. */

import { Alert, Button, Form, Input, Modal, Radio, Select } from "antd";
import { useEffect, useState } from "react";
import type { ComplaintDetail, Step, StepBody } from "./complaintTypes";
import { type Field, STEPS, buttonOf, refusal } from "./complaintWords";
import type { Desk } from "../desk";
import type { Colleague, User } from "../types";

interface Props {
  step: Step | null;
  /** What the step is taken on. */
  detail: ComplaintDetail;
  user: User;
  desk: Desk;
  onClose: () => void;
  /** Rejects with why it was refused. */
  onTake: (seen: ComplaintDetail, step: Step, body: StepBody) => Promise<void>;
}

export function ComplaintDialog({ step, detail, user, desk, onClose, onTake }: Props) {
  const [values, setValues] = useState<StepBody>({});
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!step) return;
    setError(null);
    setValues(beginning(step, detail, user));
  }, [step]);

  const words = step ? STEPS[step] : null;
  const reopening = step === "register" && detail.status === "archived";
  const fields = (words?.fields ?? []).map((field) => demanding(field, reopening));
  const missing = fields.some((field) => field.required && !String(values[field.name] ?? "").trim());
  const take = async (): Promise<void> => {
    if (!step) return;
    setBusy(true);
    setError(null);
    try {
      await onTake(detail, step, cleaned(values));
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title={reopening ? "凭新情况重新登记" : words?.title}
      open={step !== null}
      okText={step ? buttonOf(step, detail) : undefined}
      cancelText="取消"
      onCancel={onClose}
      onOk={() => void take()}
      confirmLoading={busy}
      okButtonProps={{ disabled: missing, danger: words?.danger, "data-testid": "step-confirm" }}
      destroyOnHidden
    >
      {words?.hint ? <p className="quiet dialog-hint">{words.hint}</p> : null}
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <Form layout="vertical">
        {fields.map((field) => (
          <Form.Item key={field.name} label={field.label} required={field.required}>
            <Answer
              field={field}
              value={values[field.name]}
              user={user}
              desk={desk}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

function beginning(step: Step, detail: ComplaintDetail, user: User): StepBody {
  const values: StepBody = {};
  for (const { name, initial } of STEPS[step].fields) {
    if (initial) values[name] = initial(user.name);
    else if (name === "owner") values.owner = step === "register" ? user.username : null;
    else if (name === "satisfied") values.satisfied = null;
    else if (name === "corrective_action") values.corrective_action = detail.corrective_action ?? "";
  }
  return values;
}

/** New facts are what opens an archived complaint again. */
function demanding(field: Field, reopening: boolean): Field {
  return reopening && field.name === "note" ? { ...field, label: "新的情况", required: true } : field;
}

/** Without what was left empty. */
function cleaned(values: StepBody): StepBody {
  const said = Object.entries(values)
    .map(([name, value]) => [name, typeof value === "string" ? value.trim() : value] as const)
    .filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return Object.fromEntries(said);
}

interface AnswerProps {
  field: Field;
  value: string | boolean | null | undefined;
  user: User;
  desk: Desk;
  onChange: (value: string | boolean | null) => void;
}

function Answer({ field, value, user, desk, onChange }: AnswerProps) {
  if (field.name === "owner") return <Owner value={value} user={user} desk={desk} onChange={onChange} />;
  if (field.name === "satisfied") {
    return (
      <Radio.Group
        value={value ?? "unsaid"}
        onChange={(event) => onChange(event.target.value === "unsaid" ? null : event.target.value)}
        optionType="button"
        options={[
          { value: true, label: "满意" },
          { value: false, label: "不满意" },
          { value: "unsaid", label: "没有表示" },
        ]}
      />
    );
  }
  return (
    <>
      <Input.TextArea
        rows={field.required ? 4 : 2}
        maxLength={2000}
        placeholder={field.placeholder}
        value={typeof value === "string" ? value : ""}
        data-testid={`field-${field.name}`}
        onChange={(event) => onChange(event.target.value)}
      />
      {field.template && !value ? (
        <Button type="link" size="small" className="template" onClick={() => onChange(field.template ?? "")}>
          用常用的话：{field.template}
        </Button>
      ) : null}
    </>
  );
}

/** Agents take it themselves; supervisors choose. */
function Owner({ value, user, desk, onChange }: Omit<AnswerProps, "field">) {
  const senior = user.role === "supervisor" || user.role === "admin";
  const [found, setFound] = useState<Colleague[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (senior)
      desk.colleagues().then(
        ({ colleagues }) => setFound(colleagues),
        () => setFailed(true),
      );
  }, [desk, senior]);
  if (!senior) return <p className="owner-self">{user.name || user.username}（我来负责）</p>;
  return (
    <Select
      value={typeof value === "string" ? value : undefined}
      onChange={onChange}
      loading={!found && !failed}
      placeholder="选择责任人"
      showSearch
      optionFilterProp="label"
      data-testid="field-owner"
      options={(found ?? []).map((c) => ({
        value: c.username,
        label: c.username === user.username ? `${c.name}（我）` : c.name,
      }))}
      notFoundContent={failed ? "没有读到，请关闭后再试" : "正在读取"}
    />
  );
}
