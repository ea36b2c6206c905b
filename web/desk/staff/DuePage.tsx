/** What has to be done before one may begin: a password of one's own, or a second factor. */

import { Button } from "antd";
import { useState } from "react";
import type { Desk } from "../desk";
import type { Snapshot } from "../snapshot";
import { PRODUCT } from "../words";
import { PasswordDialog } from "./PasswordDialog";
import { SecondFactorSetup } from "./SecondFactor";

export function DuePage({ desk, due }: { desk: Desk; due: NonNullable<Snapshot["due"]> }) {
  const [open, setOpen] = useState(false);
  const done = (): void => {
    setOpen(false);
    void desk.start();
  };
  return (
    <main className="login">
      <div className="login-box">
        <h1>{PRODUCT}</h1>
        {due === "password" ? (
          <>
            <p className="login-hint">现在用的是临时密码，先换成自己的再开始。</p>
            <Button type="primary" size="large" block data-testid="due-password" onClick={() => setOpen(true)}>
              修改密码
            </Button>
            <PasswordDialog desk={desk} open={open} onClose={done} />
          </>
        ) : (
          <>
            <p className="login-hint">你的岗位登录时要两步验证，先绑定验证器。</p>
            <SecondFactorSetup desk={desk} onDone={done} />
          </>
        )}
        <Button type="link" block onClick={() => void desk.logout().catch(() => undefined)}>
          退出登录
        </Button>
      </div>
    </main>
  );
}
