/** 小结代码: what an ended conversation came to. A code that is in use is switched off, never removed. */

import { Alert, App, Button, Input, Switch } from "antd";
import { useEffect, useState } from "react";
import { type Choice, QueueChoice } from "../Choices";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import type { AdministrationApi } from "./administrationApi";
import type { WrapUpCode } from "./administrationTypes";
import { refusal } from "./administrationWords";

const CODE = /^[a-z][a-z0-9_]{0,31}$/;

export function WrapUpsPage({ api, choices }: { api: AdministrationApi; choices: Choice }) {
  const codes = useReading(() => api.wrapUpCodes(), [api]);
  return (
    <Shown read={codes}>
      {(found) => <Codes api={api} choices={choices} kept={found} onKept={codes.again} />}
    </Shown>
  );
}

interface Props {
  api: AdministrationApi;
  choices: Choice;
  kept: WrapUpCode[];
  onKept: () => void;
}

function Codes({ api, choices, kept, onKept }: Props) {
  const { message } = App.useApp();
  const [codes, setCodes] = useState(kept);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => setCodes(kept), [kept]);
  const set = (place: number, change: Partial<WrapUpCode>): void =>
    setCodes((before) => before.map((code, at) => (at === place ? { ...code, ...change } : code)));
  const seen = new Set(codes.map((code) => code.code));
  const wrong =
    codes.some((code) => !CODE.test(code.code) || !code.name.trim()) || seen.size < codes.length;
  const changed = JSON.stringify(codes) !== JSON.stringify(kept);
  const keep = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await api.keepWrapUpCodes(codes.map((code) => ({ ...code, name: code.name.trim() })));
      void message.success("已保存");
      onKept();
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="sheet-flush">
      <div className="table-frame">
        <table className="table" aria-label="小结代码" data-testid="wrap-ups">
          <thead>
            <tr>
              <th scope="col">名称</th>
              <th scope="col">代码</th>
              <th scope="col">队列</th>
              <th scope="col">在用</th>
            </tr>
          </thead>
          <tbody>
            {codes.map((code, place) => (
              <tr key={place}>
                <td>
                  <Input
                    aria-label="名称"
                    maxLength={40}
                    value={code.name}
                    onChange={(event) => set(place, { name: event.target.value })}
                  />
                </td>
                <td>
                  <Input
                    aria-label="代码"
                    maxLength={32}
                    disabled={place < kept.length}
                    value={code.code}
                    status={CODE.test(code.code) || code.code === "" ? undefined : "error"}
                    placeholder="小写字母，如 answered"
                    onChange={(event) => set(place, { code: event.target.value })}
                  />
                </td>
                <td>
                  <QueueChoice choices={choices} value={code.queue} onChange={(queue) => set(place, { queue })} />
                </td>
                <td>
                  <Switch
                    aria-label={`${code.name} 在用`}
                    checked={code.active}
                    onChange={(active) => set(place, { active })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error ? <Alert type="error" showIcon message={error} role="alert" /> : null}
      <div className="sheet-foot">
        <Button
          data-testid="wrap-up-add"
          onClick={() => setCodes((before) => [...before, { code: "", name: "", queue: null, active: true }])}
        >
          加一个
        </Button>
        <span className="hint">结束会话时按队列给坐席选；停用后不再出现，以往记录不变。</span>
        <Button
          type="primary"
          className="push"
          loading={busy}
          disabled={!changed || wrong}
          data-testid="wrap-up-keep"
          onClick={() => void keep()}
        >
          保存
        </Button>
      </div>
    </section>
  );
}
