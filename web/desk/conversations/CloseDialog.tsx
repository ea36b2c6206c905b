/** The end of a conversation: its wrap-up code, and a summary to correct rather than to write. */

import { Form, Input, Modal, Select } from "antd";
import { useEffect, useState } from "react";
import type { Checklist } from "../assist/assistTypes";
import type { Desk } from "../desk";
import type { Detail } from "../types";
import { pathOf } from "./room";

interface WrapUpCode {
  code: string;
  name: string;
  queue?: string | null;
  active: boolean;
}

interface Props {
  open: boolean;
  busy: boolean;
  desk: Desk;
  detail: Detail;
  checklist: Checklist | null;
  onCancel: () => void;
  onDone: (wrapUp: string, summary: string) => void;
}

export function CloseDialog({ open, busy, desk, detail, checklist, onCancel, onDone }: Props) {
  const [codes, setCodes] = useState<WrapUpCode[]>([]);
  const [wrapUp, setWrapUp] = useState<string>();
  const [summary, setSummary] = useState("");
  const { conversation_id: id, queue } = detail;

  useEffect(() => {
    if (!open) return;
    let here = true;
    // Without either the conversation can be closed all the same.
    desk
      .call<{ codes: WrapUpCode[] }>("GET", "/api/desk/wrap-up-codes")
      .then((found) => here && setCodes(found.codes), () => undefined);
    desk
      .call<{ summary: string }>("GET", pathOf(id, "/summary"))
      .then((draft) => here && setSummary((typed) => typed || draft.summary), () => undefined);
    return () => {
      here = false;
    };
  }, [open, desk, id]);

  // The queue's own come first: they say more.
  const fitting = codes
    .filter((each) => each.active && (!each.queue || each.queue === queue))
    .sort((a, b) => Number(!a.queue) - Number(!b.queue));
  const undone = checklist?.items.filter((item) => item.required && !item.done) ?? [];
  return (
    <Modal
      title="结束会话"
      open={open}
      okText="结束会话"
      cancelText="再聊一会儿"
      onCancel={onCancel}
      onOk={() => onDone(wrapUp ?? "", summary.trim())}
      confirmLoading={busy}
      okButtonProps={{ "data-testid": "close-confirm" }}
      destroyOnHidden
    >
      <p className="quiet dialog-hint">结束后会请客户评价。</p>
      {undone.length > 0 ? (
        <p className="dialog-undone">还没做：{undone.map((item) => item.text).join("；")}</p>
      ) : null}
      <Form layout="vertical">
        <Form.Item label="会话小结">
          <Select
            allowClear
            value={wrapUp}
            onChange={setWrapUp}
            placeholder="选择处理结果"
            data-testid="wrap-up"
            options={fitting.map((each) => ({ value: each.code, label: each.name }))}
            notFoundContent="没有读到小结选项，可以直接结束"
          />
        </Form.Item>
        <Form.Item label="说明（客户看不到）">
          <Input.TextArea
            rows={5}
            maxLength={4000}
            value={summary}
            onChange={(event) => setSummary(event.target.value)}
            data-testid="close-summary"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
