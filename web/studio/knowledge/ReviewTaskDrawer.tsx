import { EditDrawer } from "@shared/ui/EditDrawer";
import { Form, Input } from "antd";
import { useState } from "react";
import type { Studio } from "../studio";

interface Props {
  studio: Studio;
  /** Entries that mention it are to be looked at; with `entries`: those. */
  q?: string;
  entries?: string[];
  onClose: () => void;
  onKept?: () => void;
}

/** A change of regulation: what has to be looked at again, and until when. Mounted while it is open. */
export function ReviewTaskDrawer({ studio, q: given = "", entries, onClose, onKept }: Props) {
  const [reason, setReason] = useState("");
  const [q, setQ] = useState(given);
  const [due, setDue] = useState("");
  return (
    <EditDrawer
      title="安排复核"
      onClose={onClose}
      disabled={!reason.trim() || !(entries?.length || q.trim())}
      onKeep={async () => {
        await studio.call("POST", "/api/studio/knowledge/reviews", {
          reason: reason.trim(),
          ...(entries?.length ? { entries } : { q: q.trim() }),
          ...(due ? { due_on: due } : {}),
        });
        studio.dataNews.tell();
        onKept?.();
      }}
    >
      <Form layout="vertical">
        <Form.Item label="为什么要复核" required>
          <Input maxLength={200} value={reason} placeholder="例如：车险综合条款修订" data-testid="task-reason" onChange={(event) => setReason(event.target.value)} />
        </Form.Item>
        {entries?.length ? (
          <p className="dialog-hint">提到「{given}」的 {entries.length} 条标准问。</p>
        ) : (
          <Form.Item label="提到什么的标准问" required>
            <Input maxLength={100} value={q} placeholder="例如：三者险" data-testid="task-words" onChange={(event) => setQ(event.target.value)} />
          </Form.Item>
        )}
        <Form.Item label="最晚哪天（不填就是 15 天后）">
          <input type="date" className="day-field" aria-label="最晚哪天" value={due} onChange={(event) => setDue(event.target.value)} />
        </Form.Item>
      </Form>
    </EditDrawer>
  );
}
