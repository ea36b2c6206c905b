/** A test or a story from what a customer really said; personal data is replaced by the server. */

import { Alert, Form, Input, Modal, Segmented } from "antd";
import { useState } from "react";
import type { Studio } from "../studio";
import { refusal } from "../words";
import type { StoryText } from "./storyTypes";

interface Props {
  studio: Studio;
  /** Its id, where one comes from a conversation. */
  conversation: string;
  onDraft: (story: StoryText) => void;
  onClose: () => void;
}

/** Mounted while it is open. */
export function DraftDialog({ studio, conversation, onDraft, onClose }: Props) {
  const [id, setId] = useState(conversation);
  const [kind, setKind] = useState<"test" | "story">("test");
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      onDraft(
        await studio.call<StoryText>("POST", "/api/studio/stories/draft", {
          conversation_id: id.trim(),
          kind,
          name: name.trim(),
        }),
      );
    } catch (reason) {
      setError(refusal(reason));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title="从一次真实会话做"
      okText="做出草稿"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: !id.trim() || !name.trim(), "data-testid": "draft-make" }}
      onOk={() => void make()}
      onCancel={onClose}
      maskClosable={false}
    >
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <Form layout="vertical">
        <Form.Item label="做成什么">
          <Segmented<"test" | "story">
            value={kind}
            options={[
              { value: "test", label: "测试对话" },
              { value: "story", label: "故事" },
            ]}
            onChange={setKind}
          />
        </Form.Item>
        <Form.Item label="名称" required>
          <Input value={name} maxLength={100} placeholder="例如：理赔款到账没有" data-testid="draft-name" onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label="会话编号" required extra="在收件箱里看会话时会自动带上">
          <Input value={id} maxLength={64} data-testid="draft-conversation" onChange={(event) => setId(event.target.value)} />
        </Form.Item>
      </Form>
      <p className="quiet">客户的手机号、证件号这些会换成演示客户的，草稿里没有真实信息。</p>
    </Modal>
  );
}
