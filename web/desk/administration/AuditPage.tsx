/** 审计日志: who did what to whom, newest first; administrators check that nothing was changed since. */

import { formatMoment } from "@shared/format";
import { Alert, Button, Input, Select } from "antd";
import { useState } from "react";
import { SpanChoice, lastDays } from "../Choices";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import type { User } from "../types";
import { usePages } from "@shared/useReading";
import type { AdministrationApi } from "./administrationApi";
import type { AuditEntry, AuditFilter, AuditVerified } from "./administrationTypes";
import { ACT_CHOICES, actText, refusal } from "./administrationWords";

export function AuditPage({ api, user }: { api: AdministrationApi; user: User }) {
  const [typed, setTyped] = useState<AuditFilter>({ who: "", what: "", whom: "", ...lastDays(7) });
  const [filter, setFilter] = useState(typed);
  const entries = usePages<AuditEntry>((before) => api.audit(filter, before), [api, filter]);
  const change = (part: Partial<AuditFilter>): void => setTyped((before) => ({ ...before, ...part }));
  return (
    <>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setFilter(typed);
        }}
      >
        <Input
          allowClear
          placeholder="用户名"
          aria-label="谁"
          className="filter-who"
          maxLength={64}
          value={typed.who}
          onChange={(event) => change({ who: event.target.value.trim() })}
        />
        <Select
          allowClear
          showSearch
          optionFilterProp="label"
          className="filter-act"
          placeholder="做了什么"
          aria-label="做了什么"
          value={typed.what || undefined}
          options={ACT_CHOICES}
          onChange={(what: string | undefined) => change({ what: what ?? "" })}
        />
        <Input
          allowClear
          placeholder="对谁（编号）"
          aria-label="对谁"
          className="filter-whom"
          maxLength={64}
          value={typed.whom}
          onChange={(event) => change({ whom: event.target.value.trim() })}
        />
        <SpanChoice value={typed} onChange={change} />
        <Button type="primary" htmlType="submit" data-testid="audit-find">
          查找
        </Button>
        {user.role === "admin" ? <Verify api={api} /> : null}
      </form>
      <Shown read={entries}>
        {(found) => (
          <>
            <section className="sheet-flush">
              <Table
                label="审计日志"
                testId="audit"
                columns={COLUMNS}
                rows={found}
                rowKey={(entry) => String(entry.seq)}
                nothing="这段时间没有符合的记录"
              />
            </section>
            {entries.next ? (
              <Button className="more-button" loading={entries.busy} onClick={entries.more}>
                更早的
              </Button>
            ) : null}
          </>
        )}
      </Shown>
    </>
  );
}

const COLUMNS: Column<AuditEntry>[] = [
  { key: "seq", title: "编号", num: true, cell: (entry) => <span className="quiet">{entry.seq}</span> },
  { key: "at", title: "时间", num: true, cell: (entry) => formatMoment(entry.at) },
  { key: "who", title: "谁", cell: (entry) => <span title={entry.who}>{entry.name ?? entry.who}</span> },
  { key: "what", title: "做了什么", cell: (entry) => <span title={entry.what}>{actText(entry.what)}</span> },
  { key: "whom", title: "对谁", cell: (entry) => entry.whom ?? <span className="tone-none">–</span> },
  {
    key: "data",
    title: "详情",
    cell: (entry) => (
      <span className="clip quiet">
        {Object.entries(entry.data)
          .map(([name, value]) => `${name}=${value}`)
          .join("  ")}
      </span>
    ),
  },
];

/** Reads the whole trail from its beginning; what it says stays until it is asked again. */
function Verify({ api }: { api: AdministrationApi }) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<AuditVerified | null>(null);
  const [error, setError] = useState<string | null>(null);
  const verify = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    setFound(null);
    try {
      setFound(await api.verifyAudit());
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button className="push" loading={busy} data-testid="audit-verify" onClick={() => void verify()}>
        校验
      </Button>
      {found || error ? (
        <Alert
          className="verified"
          showIcon
          role="status"
          data-testid="audit-verified"
          type={error || found?.broken_at != null ? "error" : "success"}
          message={
            error ??
            (found?.broken_at != null
              ? `第 ${found.broken_at} 条与写入时不一致，请立即联系信息安全`
              : `共 ${found?.entries} 条，全部与写入时一致`)
          }
        />
      ) : null}
    </>
  );
}
