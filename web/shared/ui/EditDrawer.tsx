/** Something that is changed at the side of its list. What was typed stays until it is kept, whatever refused it. */

import { Alert, Button, Drawer } from "antd";
import { type ReactNode, useState } from "react";
import { useWords } from "./words";

interface Props {
  title: string;
  onClose: () => void;
  /** Rejects with why it was refused. */
  onKeep: () => Promise<void>;
  disabled?: boolean;
  keep?: string;
  /** Beside the button that keeps. */
  extra?: ReactNode;
  children: ReactNode;
}

/** Mounted while it is open. */
export function EditDrawer({ title, onClose, onKeep, disabled, keep = "保存", extra, children }: Props) {
  const { refusal } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const take = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await onKeep();
      onClose();
    } catch (reason) {
      setError(refusal(reason));
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      title={title}
      onClose={onClose}
      // A click beside it must not cost what was typed.
      maskClosable={false}
      width="min(480px, 100vw)"
      closable={{ "aria-label": "关闭" }}
      footer={
        <div className="drawer-foot">
          <Button type="primary" loading={busy} disabled={disabled} data-testid="keep" onClick={() => void take()}>
            {keep}
          </Button>
          <Button onClick={onClose}>取消</Button>
          <span className="push">{extra}</span>
        </div>
      }
    >
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      {children}
    </Drawer>
  );
}
