/** Why the customer is here, what we know of them, and what may be done for them. Everything comes masked from the API. */

import { formatDate, formatMoment, formatMoney } from "@shared/format";
import { Button } from "antd";
import { useState } from "react";
import type { Assist } from "../assist/assistTypes";
import { moodText } from "../assist/Mood";
import { ActDialog } from "../customers/ActDialog";
import { type Act, askDocuments, lodgeComplaint, noteClaim, reportLoss, wishCall } from "../customers/acts";
import { Revealable } from "../customers/Revealable";
import type { Desk } from "../desk";
import { supervises } from "../place";
import type { CustomerCard, DeskMessage, Detail, Dossier, User } from "../types";
import { SLOTS, categoryText, levelText, ownerText, reasonText, statusText, wishText } from "../words";
import { Fact } from "./CardSummary";
import "../customers/customers.css";

interface Props {
  desk: Desk;
  detail: Detail;
  assist: Assist | null;
  user: User | null;
  /** I hold the conversation. */
  mine: boolean;
  /** Something was done: what is shown is to be read again. */
  changed: () => void;
}

export function Customer({ desk, detail, assist, user, mine, changed }: Props) {
  const [act, setAct] = useState<Act | null>(null);
  return (
    <>
      <DossierPanel detail={detail} assist={assist} />
      <CardPanel
        desk={desk}
        card={detail.customer}
        conversationId={detail.conversation_id}
        allowed={mine || supervises(user)}
        onAct={mine ? setAct : null}
      />
      <ActDialog
        desk={desk}
        act={act}
        onClose={(done) => {
          setAct(null);
          if (done) changed();
        }}
      />
    </>
  );
}

function DossierPanel({ detail, assist }: { detail: Detail; assist: Assist | null }) {
  const dossier: Dossier = detail.dossier ?? {};
  const history = dossier.history ?? [];
  const path = [...new Set((dossier.intents ?? []).map(wishText).filter(Boolean))];
  const missed = (dossier.intents ?? []).filter((intent) => intent === "nlu_fallback").length;
  // A task under way names its answers in Chinese itself.
  const told = Object.entries(dossier.slots ?? {}).flatMap(([slot, value]) => {
    const name = SLOTS[slot] ?? (/\p{Script=Han}/u.test(slot) ? slot : undefined);
    return name !== undefined && typeof value === "string" ? [[slot, name, value] as const] : [];
  });
  return (
    <section className="panel" data-testid="dossier">
      <h2>转接原因</h2>
      <dl className="facts">
        <Fact name="原因" value={reasonText(dossier.reason) || "—"} />
        <Fact name="诉求" value={wishText(dossier.wish) || path.at(-1)} />
        {path.length > 1 ? <Fact name="聊过" value={path.join("、")} /> : null}
        <Fact name="核身" value={levelText(dossier.identity_level)} />
        <Fact name="没听懂" value={missed ? `机器人 ${missed} 次` : null} />
        {assist?.mood && assist.mood.flag !== "calm" ? (
          <Fact name="情绪" value={[moodText(assist.mood), assist.mood.why].filter(Boolean).join("，")} />
        ) : null}
        <Fact name="下一步" value={assist?.next_step?.text} />
        <Fact name="已查看" value={lookedUp(detail.transcript).join("、")} />
        {told.map(([slot, name, value]) => (
          <Fact key={slot} name={name} value={value} />
        ))}
      </dl>
      {dossier.note ? <p className="note">同事说明：{dossier.note}</p> : null}
      {history.length > 1 ? (
        <details>
          <summary>流转记录（{history.length}）</summary>
          <ol className="history">
            {history.map((change) => (
              <li key={`${change.at}${change.target}`}>
                <span className="quiet num">{formatMoment(change.at)}</span> {ownerText(change.source)} →{" "}
                {ownerText(change.target)}
                {reasonText(change.details?.reason as string) ? (
                  <span className="quiet">，{reasonText(change.details?.reason as string)}</span>
                ) : null}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </section>
  );
}

/** The records the bot showed, from the cards in the transcript. */
function lookedUp(transcript: DeskMessage[]): string[] {
  const seen = transcript.map(({ card }) => {
    if (card?.kind === "policy" || card?.kind === "renewal") return `保单 ${card.policy_no}`;
    if (card?.kind === "claim") return `理赔 ${card.claim_no}`;
    if (card?.kind === "complaint") return `投诉 ${card.receipt_no}`;
    return null;
  });
  return [...new Set(seen.filter((record) => record !== null))];
}

const ELDER = 65;

interface CardProps {
  desk: Desk;
  card: CustomerCard | null;
  conversationId: string;
  allowed: boolean;
  onAct: ((act: Act) => void) | null;
}

function CardPanel({ desk, card, conversationId, allowed, onAct }: CardProps) {
  if (!card) {
    return (
      <section className="panel" data-testid="customer-card">
        <h2>客户</h2>
        <p className="empty">客户还没有核身，看不到个人资料。通用问题可以直接回答。</p>
      </section>
    );
  }
  const { customer_no: customerNo } = card;
  const masked = { desk, customerNo, conversationId, allowed };
  const policies = (card.policies ?? []).map((each): [string, string] => [
    String(each.policy_no),
    `${each.product} ${each.policy_no}`,
  ]);
  return (
    <section className="panel" data-testid="customer-card">
      <h2>
        {card.name}
        {card.age != null ? <span className="quiet num"> {card.age} 岁</span> : null}
        {(card.age ?? 0) >= ELDER ? <span className="tag tag-warn">长者</span> : null}
      </h2>
      <dl className="facts">
        <Fact name="客户号" value={customerNo} />
        <Revealable {...masked} field="phone" name="手机" masked={card.phone} />
        <Revealable {...masked} field="id_number" name="证件" masked={card.id_number} />
        <Revealable {...masked} field="address" name="地址" masked={card.address} />
      </dl>
      {onAct ? (
        <div className="acts" data-testid="acts">
          <Button size="small" onClick={() => onAct(reportLoss(customerNo, policies))}>
            登记报案
          </Button>
          <Button size="small" onClick={() => onAct(lodgeComplaint(customerNo))}>
            登记投诉
          </Button>
          <Button size="small" onClick={() => onAct(wishCall(customerNo))}>
            预约回电
          </Button>
        </div>
      ) : null}
      <Group kind="renewal" title="应缴与到期" rows={card.dues} />
      <Group kind="policy" title="保单" rows={card.policies} />
      <Group kind="claim" title="理赔" rows={card.claims} onAct={onAct} />
      <Group kind="complaint" title="投诉" rows={card.complaints} />
    </section>
  );
}

type Field = [field: string, name: string, show: (value: string) => string];

/** Per kind: the field that heads the record, then the others in reading order. */
const RECORDS: Record<string, [title: string, ...fields: Field[]]> = {
  policy: [
    "product",
    ["policy_no", "保单号", String],
    ["insured_name", "被保险人", String],
    ["sum_insured", "保额", formatMoney],
    ["premium", "保费", formatMoney],
    ["expires_on", "到期", formatDate],
    ["next_due_on", "下次缴费", formatDate],
  ],
  renewal: [
    "product",
    ["policy_no", "保单号", String],
    ["amount", "金额", formatMoney],
    ["due_on", "日期", formatDate],
    ["grace_until", "宽限期至", formatDate],
    ["reinstatement_until", "可复效至", formatDate],
  ],
  claim: [
    "claim_no",
    ["policy_no", "保单号", String],
    ["date_of_loss", "出险日期", formatDate],
    ["amount_claimed", "申请金额", formatMoney],
    ["amount_approved", "核定金额", formatMoney],
    ["due_by", "办理期限", formatDate],
  ],
  complaint: [
    "receipt_no",
    ["category", "类别", categoryText],
    ["respond_by", "首次回应", formatMoment],
    ["plan_by", "初步方案", formatMoment],
    ["resolve_by", "办结期限", formatDate],
  ],
};

function Group({
  kind,
  title,
  rows,
  onAct = null,
}: {
  kind: string;
  title: string;
  rows?: Record<string, unknown>[] | null;
  /** What may be done with a claim. */
  onAct?: ((act: Act) => void) | null;
}) {
  const [head, ...fields] = RECORDS[kind] ?? ["id"];
  if (!rows?.length) return null;
  return (
    <div className="group">
      <h3>
        {title} <span className="quiet num">{rows.length}</span>
      </h3>
      {rows.map((row) => {
        const status = String(row.status ?? row.state ?? "");
        const missing = Array.isArray(row.missing_documents) ? row.missing_documents.join("、") : "";
        return (
          <div className="record" key={`${row[head]}${row.policy_no}${row.due_on}`}>
            <div className="record-top">
              <b className="num">{String(row[head] ?? title)}</b>
              <span className={`state state-${status}`}>{statusText(kind, status)}</span>
            </div>
            <dl className="facts">
              {fields.map(([field, name, show]) =>
                row[field] ? <Fact key={field} name={name} value={show(String(row[field]))} /> : null,
              )}
              <Fact name="还缺材料" value={missing} />
            </dl>
            {onAct ? (
              <div className="record-acts">
                <button type="button" className="text-button" onClick={() => onAct(noteClaim(String(row[head])))}>
                  补充案情
                </button>
                <button type="button" className="text-button" onClick={() => onAct(askDocuments(String(row[head])))}>
                  通知补材料
                </button>
              </div>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}
