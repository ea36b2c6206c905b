import { App, Button, Dropdown, Select, Switch } from "antd";
import { useState } from "react";
import type { Desk } from "./desk";
import { codeOf } from "./errors";
import type { Snapshot } from "./snapshot";
import { supervises } from "./place";
import { PasswordDialog } from "./staff/PasswordDialog";
import { IncidentFlag } from "./supervision/IncidentFlag";
import { PRODUCT, REST_REASONS, errorText } from "./words";

const ROLES = { agent: "坐席", supervisor: "主管", trainer: "训练师", admin: "管理员" };

interface Props {
  desk: Desk;
  state: Snapshot;
}

export function Header({ desk, state }: Props) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [password, setPassword] = useState(false);
  const { user, presence } = state;
  const ready = presence.state === "ready";

  const change = async (to: Pick<typeof presence, "state" | "reason">) => {
    setBusy(true);
    try {
      await desk.setPresence(to);
    } catch (error) {
      void message.error(errorText(codeOf(error)));
    } finally {
      setBusy(false);
    }
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
        {ready ? null : (
          <Select
            className="rest-reason"
            variant="borderless"
            aria-label="示忙原因"
            placeholder="示忙原因"
            // The system has reasons of its own (an agent who was gone): codes, not words.
            value={REST_REASONS.find((reason) => reason === presence.reason)}
            options={REST_REASONS.map((reason) => ({ value: reason, label: reason }))}
            onChange={(reason: string) => void change({ state: "not_ready", reason })}
          />
        )}
        <Switch
          checked={ready}
          loading={busy}
          checkedChildren="示闲"
          unCheckedChildren="示忙"
          aria-label={ready ? "现在示闲，点按示忙" : "现在示忙，点按示闲"}
          data-testid="presence-switch"
          data-state={presence.state}
          onChange={(on) => void change({ state: on ? "ready" : "not_ready" })}
        />
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "password", label: "修改密码" },
              { key: "logout", label: "退出登录" },
            ],
            onClick: ({ key }) =>
              key === "password" ? setPassword(true) : void desk.logout().catch(() => undefined),
          }}
        >
          <Button type="text" className="name" data-testid="user-menu">
            {user?.name || user?.username}
            {user ? <span className="quiet">{ROLES[user.role]}</span> : null}
          </Button>
        </Dropdown>
      </div>
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
