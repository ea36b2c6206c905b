/** Below something that is edited: saving, and what stands against it. */

import { Button } from "antd";
import type { ReactNode } from "react";
import type { Editing } from "./useEditing";

interface Props {
  editing: Pick<Editing<never>, "dirty" | "busy" | "problem" | "reset">;
  onSave: () => void;
  /** Why it cannot be saved yet. */
  hindrance?: string | null;
  /** What would be saved, in short. */
  summary?: string | null;
  children?: ReactNode;
}

export function EditBar({ editing, onSave, hindrance, summary, children }: Props) {
  const { dirty, busy, problem, reset } = editing;
  return (
    <footer className="edit-bar">
      <Button type="primary" loading={busy} disabled={!dirty || Boolean(hindrance)} data-testid="save" onClick={onSave}>
        保存
      </Button>
      <Button disabled={!dirty || busy} onClick={reset}>
        放弃改动
      </Button>
      {problem ? (
        <span className="edit-problem" role="alert">
          {problem}
        </span>
      ) : (
        <span className="quiet num">{dirty ? (hindrance ?? summary ?? "有未保存的改动") : "已保存"}</span>
      )}
      <span className="push">{children}</span>
    </footer>
  );
}
