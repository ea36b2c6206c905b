import { goTo } from "@shared/board";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { AutoComplete, Form, Input } from "antd";
import { useState } from "react";
import { linesOf } from "../markup";
import { hashOf } from "../pages";
import type { Studio } from "../studio";

const NAME = /^[a-z][a-z0-9_]{1,63}$/;
const FEWEST = 5;

interface Props {
  studio: Studio;
  /** Files there are. */
  files: string[];
  onClose: () => void;
}

/** A new intent with its first examples. Mounted while it is open. */
export function NewIntentDrawer({ studio, files, onClose }: Props) {
  const [id, setId] = useState("");
  const [file, setFile] = useState("");
  const [typed, setTyped] = useState("");
  const examples = linesOf(typed);
  const odd = id !== "" && !NAME.test(id);
  return (
    <EditDrawer
      title="新增意图"
      onClose={onClose}
      disabled={!NAME.test(id) || !file || examples.length < FEWEST}
      onKeep={async () => {
        await studio.call("POST", "/api/studio/knowledge/intents", { id, file, examples });
        studio.dataNews.tell();
        goTo(hashOf("knowledge", "intents", id));
      }}
    >
      <p className="dialog-hint quiet">多数问题写成标准问就够了。只有客户要办一件新的事、机器人要做新的动作时才需要新意图；保存后还要在「故事」里加一条规则。</p>
      <Form layout="vertical">
        <Form.Item
          label="名称"
          required
          validateStatus={odd ? "error" : undefined}
          help={odd ? "用小写英文字母、数字和下划线，以字母开头" : undefined}
        >
          <Input value={id} placeholder="pet_boarding" maxLength={64} data-testid="intent-id" onChange={(event) => setId(event.target.value.trim())} />
        </Form.Item>
        <Form.Item label="放在哪个文件" required>
          <AutoComplete
            value={file}
            options={files.map((each) => ({ value: each }))}
            placeholder="data/nlu/…"
            data-testid="intent-file"
            onChange={(value: string) => setFile(value)}
          />
        </Form.Item>
        <Form.Item label={`客户的说法，一行一条（至少 ${FEWEST} 条，现在 ${examples.length} 条）`} required>
          <Input.TextArea rows={8} value={typed} aria-label="客户的说法" data-testid="intent-examples" onChange={(event) => setTyped(event.target.value)} />
        </Form.Item>
      </Form>
    </EditDrawer>
  );
}
