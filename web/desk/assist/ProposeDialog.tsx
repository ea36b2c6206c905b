/** What the bot should be able to answer: the customer's question and the answer that helped, for the trainers. */

import { App, Form, Input, Modal } from "antd";
import { useState } from "react";
import type { Room } from "../conversations/room";
import { codeOf } from "../errors";
import type { Detail } from "../types";
import { errorText } from "../words";

interface Props {
  room: Room;
  detail: Detail;
  onClose: () => void;
}

/** Mounted while it is open. */
export function ProposeDialog({ room, detail, onClose }: Props) {
  const { message } = App.useApp();
  const last = (sender: string): string =>
    detail.transcript.filter((each) => each.sender === sender && each.type === "text").at(-1)?.text ?? "";
  const [question, setQuestion] = useState(last("customer").slice(0, 200));
  const [answer, setAnswer] = useState(last("agent").slice(0, 1000));
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const fresh = await room.propose(question.trim(), answer.trim());
      void message.success(fresh ? "已推荐，训练师会在收件箱里看到" : "这一条之前已经推荐过了");
      onClose();
    } catch (error) {
      void message.error(errorText(codeOf(error)));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title="推荐给训练师"
      okText="推荐"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: question.trim().length < 2 || answer.trim().length < 2, "data-testid": "propose-confirm" }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p className="quiet">机器人没答好、而你答好了的，教给它。个人信息会先遮住。</p>
      <Form layout="vertical">
        <Form.Item label="客户会怎么问">
          <Input value={question} maxLength={200} onChange={(event) => setQuestion(event.target.value)} />
        </Form.Item>
        <Form.Item label="好的回答">
          <Input.TextArea value={answer} rows={4} maxLength={1000} onChange={(event) => setAnswer(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
