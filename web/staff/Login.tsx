import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { codeOf } from "@shared/errors";
import type { House } from "./types";
import { errorText } from "./words";

interface Typed {
  username: string;
  password: string;
  code?: string;
}

interface Props {
  house: House;
  product: string;
  /** Who signs in here. */
  people: string;
  expired: boolean;
  /** What became of what was not sent yet. */
  kept: string;
}

export function Login({ house, product, people, expired, kept }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // Name and password were right, and the account has a second factor.
  const [coded, setCoded] = useState(false);

  const submit = async ({ username, password, code }: Typed) => {
    setBusy(true);
    setProblem(null);
    try {
      await house.login(username.trim(), password, coded ? code?.replace(/\s/g, "") : undefined);
    } catch (error) {
      const found = codeOf(error);
      if (found === "second_factor_required") setCoded(true);
      // Here a bare 401 can only mean the credentials.
      else setProblem(errorText(found === "unauthorized" ? "wrong_credentials" : found));
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <div className="login-box">
        <h1>{product}</h1>
        <p className="quiet">青禾保险 · {people}</p>
        {/* One place for the hint, so that the form does not move when it appears. */}
        <div className="login-hint" role="alert">
          {problem ? (
            <Alert type="error" showIcon message={problem} />
          ) : coded ? (
            <Alert type="info" showIcon message="请输入验证器上的 6 位动态码，或一个恢复码" />
          ) : expired ? (
            <Alert type="warning" showIcon message={`登录已过期，请重新登录。${kept}`} />
          ) : null}
        </div>
        <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={busy}>
          <Form.Item
            label="用户名"
            name="username"
            hidden={coded}
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
          <Form.Item
            label="密码"
            name="password"
            hidden={coded}
            rules={[{ required: true, message: "请输入密码" }]}
          >
            <Input.Password autoComplete="current-password" size="large" data-testid="login-password" />
          </Form.Item>
          {coded ? (
            <Form.Item label="动态码" name="code" rules={[{ required: true, whitespace: true, message: "请输入动态码" }]}>
              <Input autoFocus autoComplete="one-time-code" maxLength={32} size="large" data-testid="login-code" />
            </Form.Item>
          ) : null}
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
          {coded ? (
            <Button
              type="link"
              block
              onClick={() => {
                setCoded(false);
                setProblem(null);
              }}
            >
              换一个账号
            </Button>
          ) : null}
        </Form>
      </div>
    </main>
  );
}
