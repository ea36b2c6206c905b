/** The conversation behind a figure, to read. */

import type { ChatMessage } from "@shared/api";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { Button, Drawer } from "antd";
import { ReadTranscript } from "../../staff/ReadTranscript";
import type { Insights } from "../insights";

interface Props {
  insights: Insights;
  id: string;
  onClose: () => void;
}

/** Mounted while it is open. */
export function ConversationDrawer({ insights, id, onClose }: Props) {
  const read = useReading(
    () => insights.call<{ transcript: ChatMessage[] }>("GET", `/api/desk/conversations/${encodeURIComponent(id)}`),
    [insights, id],
  );
  return (
    <Drawer
      open
      title="会话记录"
      onClose={onClose}
      width="min(640px, 100vw)"
      closable={{ "aria-label": "关闭" }}
      classNames={{ body: "transcript-drawer" }}
      extra={
        <Button href={`/desk#conversations/${encodeURIComponent(id)}`} data-testid="to-desk">
          在客服工作台打开
        </Button>
      }
    >
      <Shown read={read}>{({ transcript }) => <ReadTranscript messages={transcript} />}</Shown>
    </Drawer>
  );
}
