/** Above the composer: what the agent has just promised, to be kept as a task; and the button that says so oneself. */

import { Button } from "antd";
import { useEffect, useState } from "react";
import { formatMoment } from "@shared/format";
import type { Desk } from "../desk";
import type { Detail, User } from "../types";
import { OpenDialog } from "./OpenDialog";
import type { Promised } from "./taskTypes";
import "./tasks.css";

interface Props {
  desk: Desk;
  detail: Detail;
  user: User;
}

export function PromiseLine({ desk, detail, user }: Props) {
  const id = detail.conversation_id;
  const [promise, setPromise] = useState<Promised | null>(null);
  const [declined, setDeclined] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  // Each word of the agent's may be one.
  const said = detail.transcript.filter((each) => each.sender === "agent").at(-1)?.seq ?? 0;
  useEffect(() => {
    if (!said || open) return;
    let wanted = true;
    // Without an answer there is the button still.
    void desk.tasks.promise(id).then(
      (found) => wanted && setPromise(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [desk, id, said, open]);
  const shown = promise && promise.key !== declined ? promise : null;
  return (
    <div className="promise" data-testid="promise">
      {shown ? (
        <p className="promise-words">
          <span className="promise-text">
            你答应了：{shown.text}
            {shown.due_at ? <span className="quiet num">（{formatMoment(shown.due_at)} 前）</span> : null}
          </span>
          <Button size="small" type="primary" data-testid="promise-keep" onClick={() => setOpen(true)}>
            记成任务
          </Button>
          <Button size="small" type="text" onClick={() => setDeclined(shown.key)}>
            不用
          </Button>
        </p>
      ) : (
        <Button size="small" type="text" data-testid="promise-button" onClick={() => setOpen(true)}>
          答应了
        </Button>
      )}
      <OpenDialog
        desk={desk}
        board={desk.tasks}
        user={user}
        open={open}
        about={{ conversationId: id, promise: shown }}
        onClose={() => setOpen(false)}
      />
    </div>
  );
}
