/** What has to be done before one may begin: a password of one's own, or a second factor. */

import { Button } from "antd";
import { useState } from "react";
import { PasswordDialog } from "./PasswordDialog";
import { SecondFactorSetup } from "./SecondFactor";
import type { Due, House } from "./types";

export function DuePage({ house, product, due }: { house: House; product: string; due: Due }) {
  const [open, setOpen] = useState(false);
  const done = (): void => {
    setOpen(false);
    void house.start();
  };
  return (
    <main className="login">
      <div className="login-box">
        <h1>{product}</h1>
        {due === "password" ? (
          <>
            <p className="login-hint">现在用的是临时密码，先换成自己的再开始。</p>
            <Button type="primary" size="large" block data-testid="due-password" onClick={() => setOpen(true)}>
              修改密码
            </Button>
            <PasswordDialog house={house} open={open} onClose={done} />
          </>
        ) : (
          <>
            <p className="login-hint">你的岗位登录时要两步验证，先绑定验证器。</p>
            <SecondFactorSetup house={house} onDone={done} />
          </>
        )}
        <Button type="link" block onClick={() => void house.logout().catch(() => undefined)}>
          退出登录
        </Button>
      </div>
    </main>
  );
}
