/** The conversation a text comes from, masked, at its place; and the way from here to a test of it. */

import { goTo } from "@shared/board";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button, Drawer } from "antd";
import { ReadTranscript } from "../../staff/ReadTranscript";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import type { Missed, MissedConversation } from "./inboxTypes";
import { channelText } from "./inboxWords";

interface Props {
  studio: Studio;
  missed: Missed;
  onClose: () => void;
}

/** Mounted while it is open. */
export function ConversationDrawer({ studio, missed, onClose }: Props) {
  const read = useReading(
    () => studio.call<MissedConversation>("GET", `/api/studio/missed/${encodeURIComponent(missed.id)}/conversation`),
    [missed.id],
  );
  return (
    <Drawer
      open
      title={`会话记录 · ${channelText(missed.channel)}`}
      onClose={onClose}
      width="min(560px, 100vw)"
      closable={{ "aria-label": "关闭" }}
      classNames={{ body: "transcript-drawer" }}
      extra={
        <Button onClick={() => goTo(hashOf("stories", "from", missed.conversation_id))} data-testid="to-story">
          做成测试对话
        </Button>
      }
    >
      <Shown read={read}>{({ messages, seq }) => <ReadTranscript messages={messages} at={seq} />}</Shown>
    </Drawer>
  );
}
