import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { PRODUCT, errorText } from "../words";

export function Login({ desk, expired }: { desk: Desk; expired: boolean }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async ({ username, password }: { username: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      await desk.login(username.trim(), password);
    } catch (error) {
      // Here a 401 can only mean the credentials.
      const code = codeOf(error);
      setProblem(errorText(code === "unauthorized" ? "wrong_credentials" : code));
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <div className="login-box">
        <h1>{PRODUCT}</h1>
        <p className="quiet">青禾保险 · 坐席与主管</p>
        {/* One place for the hint, so that the form does not move when it appears. */}
        <div className="login-hint" role="alert">
          {problem ? (
            <Alert type="error" showIcon message={problem} />
          ) : expired ? (
            <Alert type="warning" showIcon message="登录已过期，请重新登录。没发出的内容还在。" />
          ) : null}
        </div>
        <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={busy}>
          <Form.Item
            label="用户名"
            name="username"
            rules={[{ required: true, whitespace: true, message: "请输入用户名" }]}
          >
            <Input
              autoFocus
              autoComplete="username"
              autoCapitalize="none"
              size="large"
              data-testid="login-username"
            />
          </Form.Item>
          <Form.Item label="密码" name="password" rules={[{ required: true, message: "请输入密码" }]}>
            <Input.Password autoComplete="current-password" size="large" data-testid="login-password" />
          </Form.Item>
          <Button
            type="primary"
            htmlType="submit"
            size="large"
            block
            loading={busy}
            data-testid="login-submit"
          >
            登录
          </Button>
        </Form>
      </div>
    </main>
  );
}
