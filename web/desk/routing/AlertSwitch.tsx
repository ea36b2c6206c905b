/** Tone and desktop notice, each on or off. */

import { Button, Dropdown } from "antd";
import { useSyncExternalStore } from "react";
import type { Alerts } from "./alerts";

export function AlertSwitch({ alerts }: { alerts: Alerts }) {
  const { sound, notices, refused } = useSyncExternalStore(alerts.subscribe, alerts.snapshot);
  const on = [sound ? "声音" : "", notices ? "桌面通知" : ""].filter(Boolean).join("和");
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "sound", label: sound ? "✓ 声音提醒" : "声音提醒" },
          {
            key: "notices",
            label: notices ? "✓ 桌面通知" : refused ? "桌面通知（浏览器未允许）" : "桌面通知",
            disabled: refused,
          },
        ],
        onClick: ({ key }) => (key === "sound" ? alerts.sound(!sound) : void alerts.notices(!notices)),
      }}
    >
      <Button type="text" aria-label={on ? `提醒：${on}` : "提醒已关"} data-testid="alerts">
        {on ? "提醒" : "提醒已关"}
      </Button>
    </Dropdown>
  );
}
