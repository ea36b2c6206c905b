import { today } from "@shared/format";
import { ApiError } from "@shared/api";
import { App, Form, Input, Modal, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { breachText } from "../supervision/supervisionWords";
import { errorText } from "../words";
import { type Act, type ActField, bodyOf, complete } from "./acts";

interface Props {
  desk: Desk;
  /** null: closed. */
  act: Act | null;
  onClose: (done: boolean) => void;
}

/** One act on a customer's record. What was typed stays when it fails, and the same act is sent only once. */
export function ActDialog({ desk, act, onClose }: Props) {
  const { message } = App.useApp();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const clientId = useRef("");

  useEffect(() => {
    clientId.current = crypto.randomUUID();
    setTyped({});
    setProblem(null);
  }, [act]);

  const submit = async () => {
    if (!act) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await desk.call<Record<string, unknown> | null>("POST", act.url, bodyOf(act, typed, clientId.current));
      void message.success(act.done(answer));
      onClose(true);
    } catch (error) {
      const breach = error instanceof ApiError ? breachText(error, "内容") : null;
      setProblem(breach ?? errorText(codeOf(error)));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      title={act?.title}
      open={act !== null}
      okText="提交"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: !act || !complete(act, typed), "data-testid": "act-confirm" }}
      onOk={() => void submit()}
      onCancel={() => onClose(false)}
      destroyOnHidden
    >
      {act?.hint ? <p className="quiet dialog-hint">{act.hint}</p> : null}
      <Form layout="vertical" requiredMark={false}>
        {act?.fields.map((field) => (
          <Form.Item key={field.name} label={field.required ? field.label : `${field.label}（选填）`}>
            <Entry
              field={field}
              value={typed[field.name] ?? ""}
              onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
            />
          </Form.Item>
        ))}
      </Form>
      {problem ? (
        <p className="said-failed" role="alert">
          {problem}
        </p>
      ) : null}
    </Modal>
  );
}

function Entry({ field, value, onChange }: { field: ActField; value: string; onChange: (value: string) => void }) {
  const { kind, label, options, most, hint, name } = field;
  if (kind === "choice")
    return (
      <Select
        value={value || undefined}
        allowClear
        placeholder="请选择"
        aria-label={label}
        options={options?.map(([code, text]) => ({ value: code, label: text }))}
        onChange={(chosen?: string) => onChange(chosen ?? "")}
      />
    );
  if (kind === "long" || kind === "list")
    return (
      <Input.TextArea
        rows={4}
        maxLength={most ?? 2000}
        value={value}
        placeholder={hint}
        aria-label={label}
        data-testid={`act-${name}`}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <Input
      type={kind === "date" ? "date" : "text"}
      // A loss was before tomorrow; a call is not before today.
      max={name === "date_of_loss" ? today() : undefined}
      min={name === "wished_on" ? today() : undefined}
      inputMode={kind === "money" ? "decimal" : undefined}
      maxLength={most}
      value={value}
      placeholder={hint}
      aria-label={label}
      data-testid={`act-${name}`}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
