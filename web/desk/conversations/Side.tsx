/** Right: who the customer is, what helps with the answer, and what was before. */

import { Button, Tabs } from "antd";
import { useState, useSyncExternalStore } from "react";
import { AssistPanel } from "../assist/AssistPanel";
import { Timeline } from "../customers/Timeline";
import type { Desk } from "../desk";
import type { Snapshot } from "../snapshot";
import { Customer } from "./Customer";
import type { Room } from "./room";

interface Props {
  desk: Desk;
  state: Snapshot;
  onBack: () => void;
}

export function Side({ desk, state, onBack }: Props) {
  const { selected } = state;
  return (
    <aside className="customer" aria-label="客户与转接原因">
      <Button className="side-back" type="text" onClick={onBack}>
        ‹ 会话
      </Button>
      {selected ? (
        <Beside key={selected} desk={desk} state={state} room={desk.room(selected)} />
      ) : (
        <p className="empty">打开会话后，这里是转接原因和客户资料</p>
      )}
    </aside>
  );
}

function Beside({ desk, state, room }: { desk: Desk; state: Snapshot; room: Room }) {
  const [tab, setTab] = useState("customer");
  const { detail, assist } = useSyncExternalStore(room.subscribe, room.snapshot);
  if (!detail) return null;
  const mine = detail.owner === "agent" && detail.agent === state.user?.username;
  const customerNo = detail.customer?.customer_no ?? null;
  return (
    <Tabs
      size="small"
      activeKey={tab}
      onChange={setTab}
      destroyOnHidden
      items={[
        {
          key: "customer",
          label: "客户",
          children: (
            <Customer
              desk={desk}
              detail={detail}
              assist={assist}
              mine={mine}
              user={state.user}
              changed={() => void room.read()}
            />
          ),
        },
        {
          key: "assist",
          label: (
            <span data-testid="tab-assist">
              助手{assist?.suggestions.length ? <span className="quiet num"> {assist.suggestions.length}</span> : null}
            </span>
          ),
          children: <AssistPanel room={room} detail={detail} user={state.user} assist={assist} mine={mine} />,
        },
        {
          key: "timeline",
          label: <span data-testid="tab-timeline">时间线</span>,
          children: <Timeline key={customerNo} desk={desk} customerNo={customerNo} here={detail.conversation_id} />,
        },
      ]}
    />
  );
}
