import { Form, Input, Modal, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import type { Desk } from "./desk";
import type { Colleague } from "./types";
import { TRANSFER_QUEUES, WRAP_UPS, queueText } from "./words";

type Target = { to_agent: string } | { to_queue: string };

interface TransferProps {
  open: boolean;
  busy: boolean;
  desk: Desk;
  onCancel: () => void;
  onDone: (to: Target, name: string, note: string) => void;
}

export function TransferDialog({ open, busy, desk, onCancel, onDone }: TransferProps) {
  const [to, setTo] = useState<"queue" | "agent">("queue");
  const [queue, setQueue] = useState<string>();
  const [agent, setAgent] = useState<string>();
  const [note, setNote] = useState("");
  const [colleagues, setColleagues] = useState<Colleague[] | null>(null);

  useEffect(() => {
    if (!open) return;
    desk.colleagues().then(setColleagues, () => setColleagues(null));
  }, [open, desk]);

  const chosen = to === "queue" ? queue : agent;
  const done = (): void => {
    if (to === "queue" && queue) onDone({ to_queue: queue }, `${queueText(queue)}组`, note.trim());
    if (to === "agent" && agent) onDone({ to_agent: agent }, colleagues?.find((c) => c.username === agent)?.name ?? agent, note.trim());
  };
  return (
    <Modal title="转接会话" open={open} okText="转接" cancelText="取消" onCancel={onCancel} onOk={done} confirmLoading={busy} okButtonProps={{ disabled: !chosen, "data-testid": "transfer-confirm" }} destroyOnHidden>
      <Form layout="vertical">
        <Form.Item>
          <Segmented block value={to} onChange={setTo} options={[{ value: "queue", label: "转给技能组" }, { value: "agent", label: "转给同事" }]} />
        </Form.Item>
        {to === "queue" ? (
          <Form.Item label="技能组">
            <Select value={queue} onChange={setQueue} placeholder="选择技能组" options={TRANSFER_QUEUES.map((q) => ({ value: q, label: queueText(q) }))} />
          </Form.Item>
        ) : colleagues ? (
          <Form.Item label="同事">
            <Select value={agent} onChange={setAgent} placeholder="选择同事" notFoundContent="没有其他同事在线" showSearch optionFilterProp="label" options={colleagues.map((c) => ({ value: c.username, label: c.state === "ready" ? `${c.name}（示闲）` : `${c.name}（示忙）` }))} />
          </Form.Item>
        ) : (
          <Form.Item label="同事的用户名">
            <Input value={agent} autoCapitalize="none" onChange={(event) => setAgent(event.target.value.trim() || undefined)} />
          </Form.Item>
        )}
        <Form.Item label="给同事的说明（客户看不到）">
          <Input.TextArea rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface CloseProps {
  open: boolean;
  busy: boolean;
  onCancel: () => void;
  onDone: (wrapUp: string, summary: string) => void;
}

export function CloseDialog({ open, busy, onCancel, onDone }: CloseProps) {
  const [wrapUp, setWrapUp] = useState<string>();
  const [summary, setSummary] = useState("");
  return (
    <Modal title="结束会话" open={open} okText="结束会话" cancelText="再聊一会儿" onCancel={onCancel} onOk={() => onDone(wrapUp ?? "", summary.trim())} confirmLoading={busy} okButtonProps={{ "data-testid": "close-confirm" }} destroyOnHidden>
      <p className="quiet">结束后会请客户评价。</p>
      <Form layout="vertical">
        <Form.Item label="会话小结">
          <Select allowClear value={wrapUp} onChange={setWrapUp} placeholder="选择处理结果" options={WRAP_UPS.map((w) => ({ value: w, label: w }))} />
        </Form.Item>
        <Form.Item label="补充说明（选填，客户看不到）">
          <Input.TextArea rows={3} maxLength={1000} value={summary} onChange={(event) => setSummary(event.target.value)} data-testid="close-summary" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
