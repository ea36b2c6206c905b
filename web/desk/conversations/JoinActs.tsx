/** What a supervisor may do in a colleague's conversation: whisper to the agent, or take it over in front of the customer. */

import { Button, Popconfirm } from "antd";
import { supervises } from "../place";
import type { Detail, User } from "../types";
import type { Room } from "./room";

interface Props {
  room: Room;
  detail: Detail;
  user: User | null;
  busy: string | null;
  act: (name: string, done: string | null, call: () => Promise<unknown>) => Promise<boolean>;
}

export function JoinActs({ room, detail, user, busy, act }: Props) {
  const joined = detail.joined?.some((each) => each.username === user?.username) ?? false;
  if (joined) {
    return (
      <Button
        loading={busy === "leave"}
        data-testid="leave-button"
        onClick={() => void act("leave", "已离开", () => room.leave())}
      >
        离开
      </Button>
    );
  }
  if (detail.owner !== "agent" || !supervises(user)) return null;
  return (
    <>
      <Button
        loading={busy === "whisper"}
        data-testid="whisper-button"
        onClick={() => void act("whisper", null, () => room.join("whisper"))}
      >
        悄悄话
      </Button>
      <Popconfirm
        title="接管这个会话？"
        description="客户会看到换了客服；原来的坐席还能看，也能写备注。"
        okText="接管"
        cancelText="取消"
        okButtonProps={{ "data-testid": "barge-in-confirm" }}
        onConfirm={() => act("barge_in", "已接管", () => room.join("barge_in"))}
      >
        <Button loading={busy === "barge_in"} data-testid="barge-in-button">
          接管
        </Button>
      </Popconfirm>
    </>
  );
}
