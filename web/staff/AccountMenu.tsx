/** One's own account, at the right of the header: password, second factor, log-ins, leaving. */

import { App, Button, Dropdown, Modal } from "antd";
import { useEffect, useState } from "react";
import { LoginsDialog } from "./LoginsDialog";
import { PasswordDialog } from "./PasswordDialog";
import { seesInsights } from "./places";
import { SecondFactorRemoval, SecondFactorSetup } from "./SecondFactor";
import type { House, Person } from "./types";
import { ROLES } from "./words";

interface Props {
  house: House;
  person: Person;
  /** The other page this person works at; where there is little room, this is the only way there. */
  other?: { name: string; href: string };
}

export function AccountMenu({ house, person, other }: Props) {
  const { message } = App.useApp();
  const [password, setPassword] = useState(false);
  const [factor, setFactor] = useState(false);
  const [logins, setLogins] = useState(false);
  const { user, secondFactor, failedBefore } = person;

  useEffect(() => {
    if (failedBefore > 0) void message.warning(`上次登录以来，有 ${failedBefore} 次登录没有成功。不是你的话请告诉管理员`, 8);
  }, [failedBefore, message]);

  const factorDone = (): void => {
    setFactor(false);
    void house.start();
  };

  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...(other ? [{ key: "other", label: <a href={other.href}>{other.name}</a> }] : []),
            ...(user && seesInsights(user) ? [{ key: "insights", label: <a href="/insights">服务洞察</a> }] : []),
            { key: "password", label: "修改密码" },
            { key: "factor", label: secondFactor ? "两步验证 · 已开启" : "开启两步验证" },
            { key: "logins", label: "登录记录" },
            { key: "logout", label: "退出登录" },
          ],
          onClick: ({ key }) => {
            if (key === "password") setPassword(true);
            else if (key === "factor") setFactor(true);
            else if (key === "logins") setLogins(true);
            else if (key === "logout") void house.logout().catch(() => undefined);
          },
        }}
      >
        <Button type="text" className="name" data-testid="user-menu">
          {user?.name || user?.username}
          {user ? <span className="quiet">{ROLES[user.role]}</span> : null}
        </Button>
      </Dropdown>
      <Modal
        title="两步验证"
        open={factor}
        footer={null}
        width={440}
        onCancel={() => setFactor(false)}
        destroyOnHidden
      >
        {secondFactor ? (
          <SecondFactorRemoval house={house} onDone={factorDone} />
        ) : (
          <SecondFactorSetup house={house} onDone={factorDone} />
        )}
      </Modal>
      <LoginsDialog house={house} open={logins} onClose={() => setLogins(false)} />
      <PasswordDialog house={house} open={password} onClose={() => setPassword(false)} />
    </>
  );
}
