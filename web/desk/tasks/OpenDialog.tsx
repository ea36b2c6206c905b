/** A new task; from a conversation it is a promise, and the customer's. */

import { Alert, App, Form, Input, InputNumber, Modal, Select } from "antd";
import { useEffect, useState } from "react";
import { useReading } from "@shared/useReading";
import type { Desk } from "../desk";
import { supervises } from "../place";
import type { User } from "../types";
import type { Tasks } from "./tasks";
import type { Promised, TaskKind } from "./taskTypes";
import { KINDS, fromInput, refusal, toInput, tomorrow } from "./taskWords";

interface Props {
  desk: Desk;
  board: Tasks;
  user: User;
  open: boolean;
  onClose: () => void;
  /** A promise made in that conversation. */
  about?: { conversationId: string; promise: Promised | null };
}

const AGENTS: TaskKind[] = ["promise", "other"];
const SENIOR: TaskKind[] = ["call", "improvement", "promise", "bad_rating", "other"];

export function OpenDialog({ desk, board, user, open, onClose, about }: Props) {
  const { message } = App.useApp();
  const [key, setKey] = useState("");
  const [kind, setKind] = useState<TaskKind>("other");
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const [owner, setOwner] = useState<string | null>(null);
  const [customerNo, setCustomerNo] = useState("");
  const [repeat, setRepeat] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    const promise = about?.promise;
    setKey(promise?.key ?? crypto.randomUUID());
    setKind(about ? "promise" : supervises(user) ? "call" : "other");
    setText(promise?.text ?? "");
    setDue(promise?.due_at ? toInput(new Date(promise.due_at)) : tomorrow());
    setOwner(user.username);
    setCustomerNo("");
    setRepeat(null);
    setError(null);
  }, [open]);
  const ready = text.trim() !== "" && due !== "";
  const senior = supervises(user);
  const save = async (): Promise<void> => {
    if (!ready) return;
    setBusy(true);
    setError(null);
    const customer = senior && !about && customerNo.trim() ? `customer:${customerNo.trim()}` : null;
    try {
      await board.open({
        key,
        kind,
        text: text.trim(),
        due_at: fromInput(due),
        owner,
        about: about ? `conversation:${about.conversationId}` : customer,
        repeat_days: kind === "call" ? repeat : null,
      });
      void message.success("已记成任务");
      onClose();
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title={about ? "答应了客户什么" : "新建任务"}
      open={open}
      okText="记下"
      cancelText="取消"
      onCancel={onClose}
      onOk={() => void save()}
      confirmLoading={busy}
      okButtonProps={{ disabled: !ready, "data-testid": "task-save" }}
      destroyOnHidden
    >
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <Form layout="vertical">
        {about ? null : (
          <Form.Item label="类别">
            <Select<TaskKind>
              aria-label="类别"
              value={kind}
              options={(senior ? SENIOR : AGENTS).map((value) => ({ value, label: KINDS[value] }))}
              onChange={setKind}
            />
          </Form.Item>
        )}
        <Form.Item label="要做什么" required>
          <Input.TextArea
            autoFocus
            className="grow"
            rows={2}
            maxLength={500}
            aria-label="要做什么"
            value={text}
            data-testid="task-text"
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
        <Form.Item label="最晚什么时候" required>
          <Input
            type="datetime-local"
            aria-label="最晚什么时候"
            value={due}
            min={toInput(new Date())}
            data-testid="task-due"
            onChange={(event) => setDue(event.target.value)}
          />
        </Form.Item>
        {about ? null : (
          <Form.Item label="谁来办">
            <OwnerChoice desk={desk} value={owner} onChange={setOwner} />
          </Form.Item>
        )}
        {senior && !about ? (
          <Form.Item label="客户号（可不填）">
            <Input
              aria-label="客户号"
              maxLength={32}
              value={customerNo}
              onChange={(event) => setCustomerNo(event.target.value)}
            />
          </Form.Item>
        ) : null}
        {kind === "call" && !about ? (
          <Form.Item label="定期回访（可不填）">
            <InputNumber
              aria-label="每隔几天"
              min={1}
              max={400}
              value={repeat}
              addonBefore="办完后每"
              addonAfter="天一次"
              onChange={setRepeat}
            />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}

const NOBODY = "";

interface OwnerProps {
  desk: Desk;
  value: string | null;
  /** Who has it already. */
  without?: string | null;
  onChange: (owner: string | null) => void;
}

export function OwnerChoice({ desk, value, without, onChange }: OwnerProps) {
  const { value: choices } = useReading(() => desk.colleagues(), [desk]);
  const { user } = desk.snapshot();
  const known = new Map((choices?.colleagues ?? []).map(({ username, name }) => [username, name]));
  if (user) known.set(user.username, `${user.name}（我）`);
  const people = [...known].filter(([username]) => username !== without);
  return (
    <Select
      aria-label="谁来办"
      showSearch
      optionFilterProp="label"
      value={value ?? NOBODY}
      loading={!choices}
      options={[
        { value: NOBODY, label: "没人领，谁有空谁领" },
        ...people.map(([username, name]) => ({ value: username, label: name })),
      ]}
      onChange={(chosen: string) => onChange(chosen || null)}
    />
  );
}
