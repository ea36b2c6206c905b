import { Form, Input, Modal, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import type { Desk } from "../desk";
import type { Colleagues } from "../types";
import { queueText } from "../words";

const STATES = { ready: "示闲", not_ready: "示忙", away: "不在线" };

type Target = { to_agent: string } | { to_queue: string };

interface TransferProps {
  open: boolean;
  busy: boolean;
  desk: Desk;
  /** Oneself: nobody hands a conversation to oneself. */
  self: string;
  onCancel: () => void;
  onDone: (to: Target, name: string, note: string) => void;
}

export function TransferDialog({ open, busy, desk, self, onCancel, onDone }: TransferProps) {
  const [to, setTo] = useState<"queue" | "agent">("queue");
  const [queue, setQueue] = useState<string>();
  const [agent, setAgent] = useState<string>();
  const [note, setNote] = useState("");
  const [found, setFound] = useState<Colleagues | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (!open) return;
    setFailed(false);
    desk.colleagues().then(setFound, () => setFailed(true));
  }, [open, desk]);

  const colleagues = found?.colleagues.filter((c) => c.username !== self) ?? [];

  const chosen = to === "queue" ? queue : agent;
  const done = (): void => {
    if (to === "queue" && queue)
      onDone({ to_queue: queue }, found?.queues[queue] ?? queueText(queue), note.trim());
    if (to === "agent" && agent)
      onDone({ to_agent: agent }, colleagues.find((c) => c.username === agent)?.name ?? agent, note.trim());
  };
  return (
    <Modal
      title="转接会话"
      open={open}
      okText="转接"
      cancelText="取消"
      onCancel={onCancel}
      onOk={done}
      confirmLoading={busy}
      okButtonProps={{ disabled: !chosen, "data-testid": "transfer-confirm" }}
      destroyOnHidden
    >
      <Form layout="vertical">
        <Form.Item>
          <Segmented
            block
            value={to}
            onChange={setTo}
            options={[
              { value: "queue", label: "转给技能组" },
              { value: "agent", label: "转给同事" },
            ]}
          />
        </Form.Item>
        {to === "queue" ? (
          <Form.Item label="技能组">
            <Select
              value={queue}
              onChange={setQueue}
              loading={!found && !failed}
              placeholder="选择技能组"
              options={Object.entries(found?.queues ?? {}).map(([value, label]) => ({ value, label }))}
              notFoundContent={failed ? "没有读到，请关闭后再试" : "正在读取"}
            />
          </Form.Item>
        ) : (
          <Form.Item label="同事">
            <Select
              value={agent}
              onChange={setAgent}
              loading={!found && !failed}
              placeholder="选择同事"
              showSearch
              optionFilterProp="label"
              options={colleagues.map((c) => ({
                value: c.username,
                label: `${c.name}（${STATES[c.state]}）`,
                disabled: c.state === "away",
              }))}
              notFoundContent={failed ? "没有读到，请关闭后再试" : "没有其他同事"}
            />
          </Form.Item>
        )}
        <Form.Item label="给同事的说明（客户看不到）">
          <Input.TextArea
            rows={3}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
