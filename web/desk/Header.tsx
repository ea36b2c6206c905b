import { App, Button, Dropdown, Modal } from "antd";
import { useEffect, useState } from "react";
import type { Desk } from "./desk";
import type { Snapshot } from "./snapshot";
import { supervises } from "./place";
import { AlertSwitch } from "./routing/AlertSwitch";
import { Presence } from "./routing/Presence";
import { LoginsDialog } from "./staff/LoginsDialog";
import { PasswordDialog } from "./staff/PasswordDialog";
import { SecondFactorRemoval, SecondFactorSetup } from "./staff/SecondFactor";
import { IncidentFlag } from "./supervision/IncidentFlag";
import { PRODUCT, errorText } from "./words";

const ROLES = { agent: "坐席", supervisor: "主管", trainer: "训练师", admin: "管理员" };

interface Props {
  desk: Desk;
  state: Snapshot;
}

export function Header({ desk, state }: Props) {
  const { message } = App.useApp();
  const [password, setPassword] = useState(false);
  const [factor, setFactor] = useState(false);
  const [logins, setLogins] = useState(false);
  const { user, presence, failedBefore } = state;

  useEffect(() => {
    if (failedBefore > 0) void message.warning(`上次登录以来，有 ${failedBefore} 次登录没有成功。不是你的话请告诉管理员`, 8);
  }, [failedBefore, message]);

  const factorDone = (): void => {
    setFactor(false);
    void desk.start();
  };

  return (
    <header className="header">
      <strong className="brand">{PRODUCT}</strong>
      <div className="counts num">
        <span>
          排队 <b>{state.queue?.length ?? "–"}</b>
        </span>
        <span>
          接待中 <b>{state.mine?.length ?? "–"}</b>
          {presence.capacity ? <span className="quiet"> / {presence.capacity}</span> : null}
        </span>
        <LinkState state={state} />
      </div>
      <div className="self">
        {supervises(user) ? <IncidentFlag board={desk.supervision} /> : null}
        <AlertSwitch alerts={desk.alerts} />
        <Presence desk={desk} presence={presence} />
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "password", label: "修改密码" },
              { key: "factor", label: state.secondFactor ? "两步验证 · 已开启" : "开启两步验证" },
              { key: "logins", label: "登录记录" },
              { key: "logout", label: "退出登录" },
            ],
            onClick: ({ key }) => {
              if (key === "password") setPassword(true);
              else if (key === "factor") setFactor(true);
              else if (key === "logins") setLogins(true);
              else void desk.logout().catch(() => undefined);
            },
          }}
        >
          <Button type="text" className="name" data-testid="user-menu">
            {user?.name || user?.username}
            {user ? <span className="quiet">{ROLES[user.role]}</span> : null}
          </Button>
        </Dropdown>
      </div>
      <Modal
        title="两步验证"
        open={factor}
        footer={null}
        width={440}
        onCancel={() => setFactor(false)}
        destroyOnHidden
      >
        {state.secondFactor ? (
          <SecondFactorRemoval desk={desk} onDone={factorDone} />
        ) : (
          <SecondFactorSetup desk={desk} onDone={factorDone} />
        )}
      </Modal>
      <LoginsDialog desk={desk} open={logins} onClose={() => setLogins(false)} />
      <PasswordDialog desk={desk} open={password} onClose={() => setPassword(false)} />
    </header>
  );
}

function LinkState({ state }: { state: Snapshot }) {
  const down = state.link === "down" || state.listError !== null;
  if (state.link === "live" && !down) return null;
  return (
    <span className={down ? "link link-down" : "link"} role="status">
      {state.listError ? errorText(state.listError) : down ? "连接中断，正在重连" : "正在连接"}
    </span>
  );
}
