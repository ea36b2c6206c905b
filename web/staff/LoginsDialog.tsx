/** Where one is logged in, and the way to end it there. */

import { formatMoment } from "@shared/format";
import { App, Button, Modal, Spin } from "antd";
import { useState } from "react";
import type { House } from "./types";
import { codeOf } from "@shared/errors";
import { useReading } from "@shared/useReading";
import { errorText } from "./words";
import { deviceOf } from "./device";
import "./staff.css";

interface LogIn {
  id: string;
  started_at: string;
  active_at: string;
  address: string;
  browser: string;
  /** The one that asks. */
  current: boolean;
}

export function LoginsDialog({ house, open, onClose }: { house: House; open: boolean; onClose: () => void }) {
  return (
    <Modal title="登录记录" open={open} footer={null} onCancel={onClose} destroyOnHidden>
      <LogIns house={house} />
    </Modal>
  );
}

function LogIns({ house }: { house: House }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const { value, error, again } = useReading<{ logins: LogIn[] }>(() => house.call("GET", "/api/staff/logins"), []);

  const end = async (id: string) => {
    setBusy(id);
    try {
      await house.call("DELETE", `/api/staff/logins/${encodeURIComponent(id)}`);
      again();
    } catch (reason) {
      void message.warning(errorText(codeOf(reason)));
    } finally {
      setBusy(null);
    }
  };

  if (!value) return error ? <p className="empty">{errorText(error)}</p> : <Spin aria-label="正在读取" />;
  return (
    <ul className="log-ins" data-testid="logins">
      {value.logins.map((each) => (
        <li key={each.id}>
          <span>
            <b>{deviceOf(each.browser)}</b> <span className="quiet num">{each.address}</span>
            <span className="quiet num log-in-when">
              {formatMoment(each.started_at)} 登录，最近操作 {formatMoment(each.active_at)}
            </span>
          </span>
          {each.current ? (
            <span className="tag tag-plain">这里</span>
          ) : (
            <Button size="small" loading={busy === each.id} onClick={() => void end(each.id)}>
              退出
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
