import { useWords } from "@shared/ui/words";
import { Alert, Form, Input, Modal, Slider } from "antd";
import { useState } from "react";
import type { Studio } from "../studio";
import { type Act, modelName, nameOf } from "./models";
import type { Standing } from "./ModelsPage";
import type { Model } from "./releaseTypes";

const CANARY_SHARE = 10;
const SHADOW_SHARE = 100;

interface Props {
  studio: Studio;
  act: Act;
  model: Model;
  standing: Standing;
  onClose: () => void;
  onDone: () => void;
}

const TITLES: Record<Act, string> = {
  approve: "批准这个模型",
  canary: "开始灰度",
  live: "正式上线",
  shadow: "开始影子观察",
  stop: "停止试用",
  rollback: "撤回线上模型",
};

/** What will happen, to conversations in progress above all. */
export function consequence(act: Act, state: Model["state"], before: string): string {
  switch (act) {
    case "approve":
      return "批准后可以灰度或上线，现在还不会影响任何客户。";
    case "canary":
      return "这么多的新会话由它回答，其余仍由线上模型回答。正在进行的会话不变。";
    case "live":
      return "新的会话都由它回答。正在进行的会话继续由原来的模型答完，停聊 30 分钟后再来才换。";
    case "shadow":
      return "它跟着听客户的话、记下自己会怎么答，客户看不到，也不会办理任何业务。";
    case "stop":
      return state === "canary"
        ? "它不再回答客户。正由它回答的会话，下一句起改由线上模型回答，之前说的都还在。"
        : "它不再跟着听。客户不受影响。";
    case "rollback":
      return `马上由${before}回答所有会话，正在进行的也从下一句起换回，客户说过的、办到一半的都还在。`;
  }
}

/** Mounted while it is open. */
export function ActDialog({ studio, act, model, standing, onClose, onDone }: Props) {
  const { refusal } = useWords();
  const [share, setShare] = useState(model.state === "canary" ? (model.share ?? CANARY_SHARE) : act === "shadow" ? SHADOW_SHARE : CANARY_SHARE);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const shared = act === "canary" || act === "shadow";
  const take = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const path = `/api/studio/models/${encodeURIComponent(model.id)}`;
    const said = note.trim() ? { note: note.trim() } : {};
    try {
      if (act === "canary" || act === "shadow" || act === "live")
        await studio.call("POST", `${path}/promote`, { to: act, ...(shared ? { share } : {}), ...said });
      else await studio.call("POST", `${path}/${act}`, said);
      onDone();
    } catch (reason) {
      setError(refusal(reason));
      setBusy(false);
    }
  };
  const before = `「${nameOf(standing.release.previous, standing.models)}」`;
  return (
    <Modal
      open
      title={TITLES[act]}
      okText={act === "approve" ? "批准" : act === "rollback" ? "马上撤回" : TITLES[act]}
      cancelText="取消"
      okButtonProps={{ danger: act === "rollback", "data-testid": "act-confirm" }}
      confirmLoading={busy}
      onOk={() => void take()}
      onCancel={onClose}
    >
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <p className="act-model">{modelName(model)}</p>
      <p className="dialog-hint">{consequence(act, model.state, before)}</p>
      <Form layout="vertical">
        {shared ? (
          <Form.Item label={`${act === "canary" ? "由它回答" : "跟着听"}多少会话：${share}%`}>
            <Slider min={1} max={100} value={share} onChange={setShare} ariaLabelForHandle="占多少会话" tooltip={{ open: false }} />
          </Form.Item>
        ) : null}
        <Form.Item label="说明（可不填）">
          <Input maxLength={500} value={note} data-testid="act-note" onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
