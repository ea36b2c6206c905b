/** Right: why the customer is here, and what we know of them. Everything comes masked from the API. */

import { formatDate, formatMoment, formatMoney } from "@shared/format";
import { Button } from "antd";
import { Fact } from "./CardSummary";
import type { Snapshot } from "./desk";
import type { CustomerCard, Detail, Dossier } from "./types";
import { levelText, ownerText, reasonText, statusText } from "./words";

export function Customer({ state, onBack }: { state: Snapshot; onBack: () => void }) {
  const { detail } = state;
  return (
    <aside className="customer" aria-label="客户与转接原因">
      <Button className="panel-only" type="text" onClick={onBack}>
        ‹ 会话
      </Button>
      {detail ? (
        <>
          <DossierPanel detail={detail} />
          <CardPanel card={detail.customer} />
        </>
      ) : (
        <p className="empty">{state.selected ? "" : "打开会话后，这里是转接原因和客户资料"}</p>
      )}
    </aside>
  );
}

function DossierPanel({ detail }: { detail: Detail }) {
  const dossier: Dossier = detail.dossier ?? {};
  const history = dossier.history ?? [];
  return (
    <section className="panel" data-testid="dossier">
      <h2>转接原因</h2>
      <dl className="facts">
        <Fact name="原因" value={reasonText(dossier.reason ?? detail.reason) || "—"} />
        <Fact name="诉求" value={dossier.wish} />
        <Fact name="同事说明" value={dossier.note} />
        <Fact name="核身" value={levelText(dossier.identity_level)} />
        <Fact name="已查过" value={dossier.looked_up?.length ? dossier.looked_up.join("、") : null} />
      </dl>
      {history.length > 1 ? (
        <details>
          <summary>流转记录（{history.length}）</summary>
          <ol className="history">
            {history.map((change) => (
              <li key={`${change.at}${change.target}`}>
                <span className="quiet num">{formatMoment(change.at)}</span> {ownerText(change.source)} → {ownerText(change.target)}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </section>
  );
}

function CardPanel({ card }: { card: CustomerCard | null }) {
  if (!card) {
    return (
      <section className="panel" data-testid="customer-card">
        <h2>客户</h2>
        <p className="empty">客户还没有核身，暂时看不到资料。通用问题可以直接回答。</p>
      </section>
    );
  }
  return (
    <section className="panel" data-testid="customer-card">
      <h2>客户</h2>
      <dl className="facts">
        <Fact name="姓名" value={card.name} />
        <Fact name="客户号" value={card.customer_no} />
        <Fact name="手机" value={card.phone} />
      </dl>
      <Group title="保单" rows={card.policies} />
      <Group title="应缴与到期" rows={card.dues} />
      <Group title="理赔" rows={card.claims} />
      <Group title="投诉" rows={card.complaints} />
    </section>
  );
}

const TITLES = ["product", "product_name", "claim_no", "receipt_no", "policy_no"];
const FIELDS: [string, string, (value: string) => string][] = [
  ["policy_no", "保单号", String],
  ["sum_insured", "保额", formatMoney],
  ["premium", "保费", formatMoney],
  ["amount", "金额", formatMoney],
  ["amount_claimed", "申请金额", formatMoney],
  ["amount_approved", "核定金额", formatMoney],
  ["expires_on", "到期", formatDate],
  ["next_due_on", "下次缴费", formatDate],
  ["due_on", "应缴日", formatDate],
  ["grace_until", "宽限期至", formatDate],
  ["date_of_loss", "出险日期", formatDate],
  ["respond_by", "首次回应", formatMoment],
  ["resolve_by", "办结期限", formatMoment],
];

function Group({ title, rows }: { title: string; rows?: Record<string, unknown>[] | null }) {
  if (!rows?.length) return null;
  return (
    <div className="group">
      <h3>
        {title} <span className="quiet num">{rows.length}</span>
      </h3>
      {rows.map((row, index) => {
        const titleField = TITLES.find((field) => row[field]);
        const status = row.status ?? row.state;
        return (
          <div className="record" key={index}>
            <div className="record-top">
              <b>{titleField ? String(row[titleField]) : title}</b>
              {status ? <span className={`state state-${String(status)}`}>{statusText(String(status))}</span> : null}
            </div>
            <dl className="facts">
              {FIELDS.map(([field, name, show]) =>
                field !== titleField && row[field] ? <Fact key={field} name={name} value={show(String(row[field]))} /> : null,
              )}
              <Fact name="还缺材料" value={Array.isArray(row.missing_documents) ? row.missing_documents.join("、") : null} />
            </dl>
          </div>
        );
      })}
    </div>
  );
}
