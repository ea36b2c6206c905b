/** Ready or not, and why not. */

import { App, Button, Dropdown, Space } from "antd";
import { useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import type { Presence as State } from "../types";
import { PRESENCE_REASONS, errorText, presenceText } from "../words";
import "./routing.css";

const CHOSEN = Object.entries(PRESENCE_REASONS);

export function Presence({ desk, presence }: { desk: Desk; presence: State }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const ready = presence.state === "ready";

  const change = async (to: Pick<State, "state" | "reason">) => {
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
    <Space.Compact>
      <Button
        className="presence"
        loading={busy}
        aria-label={ready ? "现在示闲，点按示忙" : "现在示忙，点按示闲"}
        data-testid="presence-switch"
        data-state={presence.state}
        data-reason={presence.reason ?? undefined}
        icon={busy ? undefined : <i aria-hidden="true" />}
        onClick={() => void change(ready ? { state: "not_ready", reason: "break" } : { state: "ready" })}
      >
        {presenceText(presence)}
      </Button>
      <Dropdown
        trigger={["click"]}
        overlayClassName="presence-menu"
        menu={{
          selectedKeys: [ready ? "ready" : (presence.reason ?? "")],
          items: [
            { key: "ready", label: "示闲" },
            { type: "divider" },
            ...CHOSEN.map(([key, label]) => ({ key, label: `示忙 · ${label}` })),
          ],
          onClick: ({ key }) =>
            void change(key === "ready" ? { state: "ready" } : { state: "not_ready", reason: key }),
        }}
      >
        <Button aria-label="选择示闲或示忙原因" data-testid="presence-reasons">
          ▾
        </Button>
      </Dropdown>
    </Space.Compact>
  );
}
