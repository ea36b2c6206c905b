/** A small dialog per act. What was typed stays until it is done, whatever refused it. */

import { Alert, App, Button, Checkbox, Form, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import type { Desk } from "../desk";
import { OwnerChoice } from "./OpenDialog";
import type { Tasks } from "./tasks";
import type { Task, TaskAct } from "./taskTypes";
import { ACT_WORDS, RESULTS, fromInput, refusal, toInput, tomorrow } from "./taskWords";

interface Props {
  desk: Desk;
  board: Tasks;
  acting: { task: Task; act: TaskAct } | null;
  onClose: () => void;
}

export function TaskDialog({ desk, board, acting, onClose }: Props) {
  const { message } = App.useApp();
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const [to, setTo] = useState<string | null>(null);
  const [last, setLast] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setText("");
    setDue(tomorrow());
    setTo(null);
    setLast(false);
    setError(null);
  }, [acting]);
  if (!acting) return null;
  const { task, act } = acting;
  const words = ACT_WORDS[act];
  const said = text.trim();
  const ready = act === "hand-over" ? to !== task.owner : said !== "" && (act !== "move" || due !== "");
  const bodies: Record<TaskAct, object> = {
    done: { result: said, last },
    move: { due_at: fromInput(due), reason: said },
    "hand-over": { to, note: said },
    reopen: { reason: said },
  };
  const take = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      await board.act(task.id, act, bodies[act]);
      void message.success(words.said);
      onClose();
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title={words.title}
      open
      okText={words.ok}
      cancelText="取消"
      onCancel={onClose}
      onOk={() => void take()}
      confirmLoading={busy}
      okButtonProps={{ disabled: !ready, "data-testid": "task-confirm" }}
    >
      <p className="quiet dialog-hint">{task.text}</p>
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <Form layout="vertical">
        {act === "move" ? (
          <Form.Item label="改到" required>
            <Input
              type="datetime-local"
              aria-label="改到"
              value={due}
              min={toInput(new Date())}
              onChange={(event) => setDue(event.target.value)}
            />
          </Form.Item>
        ) : null}
        {act === "hand-over" ? (
          <Form.Item label="交给" required>
            <OwnerChoice desk={desk} value={to} without={task.owner} onChange={setTo} />
          </Form.Item>
        ) : null}
        <Form.Item label={words.label} required={act !== "hand-over"}>
          <Input
            autoFocus={act !== "hand-over"}
            aria-label={words.label}
            maxLength={500}
            value={text}
            data-testid="task-said"
            onChange={(event) => setText(event.target.value)}
            onPressEnter={() => void take()}
          />
          {act === "done" ? (
            <span className="task-results">
              {RESULTS[task.kind].map((each) => (
                <Button key={each} size="small" onClick={() => setText(each)}>
                  {each}
                </Button>
              ))}
            </span>
          ) : null}
        </Form.Item>
        {act === "done" && task.repeat_days ? (
          <Checkbox checked={last} onChange={() => setLast(!last)}>
            以后不用再定期办
          </Checkbox>
        ) : null}
      </Form>
    </Modal>
  );
}
