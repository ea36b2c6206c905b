/** One's own password. Two new ones that differ never leave the page. */

import { Alert, App, Form, Input, Modal } from "antd";
import { useState } from "react";
import type { House } from "./types";
import { passwordRefusal } from "./words";

const SHORTEST = 8;

export function PasswordDialog({ house, open, onClose }: { house: House; open: boolean; onClose: () => void }) {
  const { message } = App.useApp();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const differs = again !== "" && again !== fresh;
  const short = fresh !== "" && fresh.length < SHORTEST;

  const forget = (): void => {
    setOld("");
    setFresh("");
    setAgain("");
    setError(null);
  };
  const change = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await house.call("POST", "/api/staff/password", { old, new: fresh });
      void message.success("密码已修改");
      onClose();
    } catch (reason) {
      setError(passwordRefusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      title="修改密码"
      open={open}
      okText="修改"
      cancelText="取消"
      onCancel={onClose}
      afterClose={forget}
      onOk={() => void change()}
      confirmLoading={busy}
      okButtonProps={{
        disabled: !old || fresh.length < SHORTEST || again !== fresh,
        "data-testid": "password-confirm",
      }}
      destroyOnHidden
    >
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <Form layout="vertical">
        <Form.Item label="现在的密码" required>
          <Input.Password
            value={old}
            autoComplete="current-password"
            data-testid="password-old"
            onChange={(event) => setOld(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          label="新密码"
          required
          validateStatus={short ? "error" : undefined}
          help={short ? `至少 ${SHORTEST} 个字符` : undefined}
        >
          <Input.Password
            value={fresh}
            autoComplete="new-password"
            data-testid="password-new"
            onChange={(event) => setFresh(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          label="再输一次新密码"
          required
          validateStatus={differs ? "error" : undefined}
          help={differs ? "两次输入不一样" : undefined}
        >
          <Input.Password
            value={again}
            autoComplete="new-password"
            data-testid="password-again"
            onChange={(event) => setAgain(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
