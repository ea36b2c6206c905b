/** The register of complaints as a file; every export is audited. */

import { today } from "@shared/format";
import { App, Form, Modal, Segmented } from "antd";
import { useState } from "react";
import { download } from "../download";
import type { Complaints } from "./complaints";
import { refusal } from "./complaintWords";

interface Props {
  board: Complaints;
  open: boolean;
  onClose: () => void;
}

export function ComplaintExport({ board, open, onClose }: Props) {
  const { message } = App.useApp();
  const [since, setSince] = useState(() => `${today().slice(0, 8)}01`);
  const [until, setUntil] = useState(() => today());
  const [kind, setKind] = useState<"xlsx" | "csv">("xlsx");
  const backwards = since !== "" && until !== "" && since > until;
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const file = await board.register(kind, since, until);
      download(file, `${["投诉台账", since, until].filter(Boolean).join("_")}.${kind}`);
      onClose();
    } catch (reason) {
      void message.error(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title="导出投诉台账"
      open={open}
      okText="导出"
      cancelText="取消"
      onCancel={onClose}
      onOk={() => void save()}
      confirmLoading={busy}
      okButtonProps={{ disabled: backwards, "data-testid": "export-confirm" }}
      destroyOnHidden
    >
      <p className="quiet dialog-hint">投诉人的姓名和号码已隐去。每次导出都会留下记录。</p>
      <Form layout="vertical">
        <Form.Item
          label="收到日期"
          validateStatus={backwards ? "error" : undefined}
          help={backwards ? "开始日期在结束日期之后" : undefined}
        >
          <div className="span">
            <input
              type="date"
              aria-label="从"
              value={since}
              max={today()}
              onChange={(event) => setSince(event.target.value)}
            />
            <span className="quiet">至</span>
            <input
              type="date"
              aria-label="至"
              value={until}
              max={today()}
              onChange={(event) => setUntil(event.target.value)}
            />
          </div>
        </Form.Item>
        <Form.Item label="格式">
          <Segmented
            block
            value={kind}
            onChange={setKind}
            options={[
              { value: "xlsx", label: "Excel（XLSX）" },
              { value: "csv", label: "CSV" },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
