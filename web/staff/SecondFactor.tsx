/** The second factor: an authenticator app's code. Set up with a picture and one code; recovery codes are shown once. */

import { Alert, Button, Input } from "antd";
import { useEffect, useState } from "react";
import type { House } from "./types";
import { codeOf } from "@shared/errors";
import { errorText } from "./words";
import "./staff.css";

interface Setup {
  secret: string;
  uri: string;
  svg: string;
}

export function SecondFactorSetup({ house, onDone }: { house: House; onDone: () => void }) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    house
      .call<Setup>("POST", "/api/staff/second-factor/setup", {})
      .then(setSetup, (error: unknown) => setProblem(errorText(codeOf(error))));
  }, [house]);

  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const found = await house.call<{ recovery_codes: string[] }>("POST", "/api/staff/second-factor/confirm", {
        code: code.replace(/\s/g, ""),
      });
      setRecovery(found.recovery_codes);
    } catch (error) {
      setProblem(errorText(codeOf(error)));
    } finally {
      setBusy(false);
    }
  };

  if (recovery) {
    return (
      <div className="factor">
        <p>已绑定。下面的恢复码每个能用一次，手机不在身边时代替动态码。只显示这一次，请抄下来放好。</p>
        <ul className="recovery num" data-testid="recovery-codes">
          {recovery.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <Button type="primary" onClick={onDone} data-testid="factor-done">
          已抄好
        </Button>
      </div>
    );
  }
  return (
    <form
      className="factor"
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <p>用手机上的验证器（例如微软、谷歌的身份验证器）扫一扫，再输入它显示的 6 位动态码。</p>
      {setup ? (
        <>
          <img
            className="factor-picture"
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(setup.svg)}`}
            alt="绑定验证器的二维码"
          />
          <details>
            <summary>扫不了，手动输入</summary>
            <code className="num" data-testid="factor-secret">
              {setup.secret}
            </code>
          </details>
        </>
      ) : null}
      {problem ? <Alert type="error" showIcon message={problem} role="alert" /> : null}
      <div className="factor-code">
        <Input
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          placeholder="6 位动态码"
          aria-label="动态码"
          data-testid="factor-code"
          onChange={(event) => setCode(event.target.value)}
        />
        <Button
          type="primary"
          htmlType="submit"
          loading={busy}
          disabled={!setup || code.trim().length < 6}
          data-testid="factor-confirm"
        >
          绑定
        </Button>
      </div>
    </form>
  );
}

export function SecondFactorRemoval({ house, onDone }: { house: House; onDone: () => void }) {
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await house.call("POST", "/api/staff/second-factor/remove", { code: code.replace(/\s/g, "") });
      onDone();
    } catch (error) {
      setProblem(errorText(codeOf(error)));
      setBusy(false);
    }
  };
  return (
    <div className="factor">
      <p>验证器已绑定，登录时要动态码。要换手机，先在这里解除，再重新绑定。</p>
      {problem ? <Alert type="error" showIcon message={problem} role="alert" /> : null}
      <div className="factor-code">
        <Input
          value={code}
          autoComplete="one-time-code"
          maxLength={32}
          placeholder="动态码或恢复码"
          aria-label="动态码或恢复码"
          onChange={(event) => setCode(event.target.value)}
        />
        <Button danger loading={busy} disabled={code.trim().length < 6} onClick={() => void remove()}>
          解除
        </Button>
      </div>
    </div>
  );
}
