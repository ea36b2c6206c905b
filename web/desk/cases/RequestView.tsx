/** Right: one request. What it is, what the customer told once somebody asks to see it, and what may be done now. */

import { formatMoment } from "@shared/format";
import { App, Button, Spin } from "antd";
import { useState } from "react";
import { Fact } from "../conversations/CardSummary";
import { useNow } from "./Due";
import { RequestDialog } from "./RequestDialog";
import { RequestChip } from "./RequestList";
import type { Requests, RequestsSnapshot } from "./requests";
import type { RequestDetails, RequestListed, RequestStep } from "./requestTypes";
import {
  CHOOSE,
  TAKEN,
  dueText,
  refusal,
  stateText,
  statedName,
  statedValue,
  stepsOf,
  wasFaster,
  wishedText,
  wordsOf,
} from "./requestWords";
import type { User } from "../types";

interface Props {
  board: Requests;
  state: RequestsSnapshot;
  user: User;
}

export function RequestView({ board, state, user }: Props) {
  const { selected, rows, kind } = state;
  if (selected === null) {
    return (
      <main className="request blank">
        <p>{CHOOSE[kind]}</p>
        <p className="quiet">最先到期的在最上面</p>
      </main>
    );
  }
  const found = rows?.find((r) => r.no === selected);
  if (!found) {
    return (
      <main className="request blank" role="status">
        {rows === null && !state.listError ? (
          <Spin aria-label="正在读取" />
        ) : (
          <>
            <p>{rows === null ? "现在读不到这一件" : "这一件已经办完，或客户撤回了"}</p>
            <div className="blank-actions">
              <Button onClick={() => board.select(null)}>返回列表</Button>
            </div>
          </>
        )}
      </main>
    );
  }
  return <Open key={selected} board={board} r={found} details={state.details} user={user} />;
}

interface OpenProps {
  board: Requests;
  r: RequestListed;
  details: RequestDetails | null;
  user: User;
}

function Open({ board, r, details, user }: OpenProps) {
  const { message } = App.useApp();
  const [step, setStep] = useState<Exclude<RequestStep, "take"> | null>(null);
  const [taking, setTaking] = useState(false);
  const now = useNow();
  const take = async (): Promise<void> => {
    setTaking(true);
    try {
      await board.take(r.no, "take");
      void message.success(TAKEN);
    } catch (error) {
      void message.warning(refusal(error, "take"));
    } finally {
      setTaking(false);
    }
  };
  return (
    <main className="request" aria-label={r.title}>
      <div className="bar">
        <Button className="phone-only" type="text" aria-label="返回列表" onClick={() => board.select(null)}>
          ‹ 列表
        </Button>
        <div className="bar-title">
          <b>{r.title}</b>
          <span className="quiet num">{r.no}</span>
        </div>
        <div className="bar-actions" data-testid="request-actions">
          {[...stepsOf(r)].reverse().map((one) =>
            one === "take" ? (
              <Button key={one} type="primary" loading={taking} data-testid="step-take" onClick={() => void take()}>
                我来办
              </Button>
            ) : (
              <Button
                key={one}
                type={one === "decline" ? "default" : "primary"}
                danger={wordsOf(one, r.kind).danger}
                data-testid={`step-${one}`}
                onClick={() => setStep(one)}
              >
                {wordsOf(one, r.kind).button}
              </Button>
            ),
          )}
        </div>
      </div>
      <div className="request-body">
        {r.owner && r.owner !== user.username ? (
          <p className="asked" role="status">
            {r.owner_name}已经领取。要替同事办，请先说一声。
          </p>
        ) : null}
        <section className="sheet">
          <h2>
            {stateText(r)}
            <RequestChip r={r} now={now} />
          </h2>
          <dl className="facts">
            <Fact name="期限" value={dueText(r)} />
            <Fact name="收到" value={formatMoment(r.received_at)} />
            <Fact name="希望时间" value={r.kind === "callbacks" ? wishedText(r) || "什么时候都行" : null} />
            <Fact name="保单号" value={r.policy_no} />
            <Fact name="客户号" value={r.customer_no} />
            <Fact name="核身" value={r.customer_no ? null : "没有核身，只知道下面客户说的"} />
            <Fact name="领取人" value={r.owner_name} />
          </dl>
          {r.needs_second_factor ? (
            <p className="request-hint">办结前要再核实一次本人：人脸、视频或网点，由客户选方便的。</p>
          ) : null}
        </section>
        <Told board={board} r={r} details={details} onError={(reason) => void message.warning(reason)} />
      </div>
      <RequestDialog
        step={step}
        r={r}
        policyNo={details?.stated.find(({ name }) => name === "policy_no")?.value}
        onClose={() => setStep(null)}
        onTake={async (taken, body) => {
          try {
            await board.take(r.no, taken, body);
          } catch (error) {
            if (!wasFaster(error)) throw error;
            // It leaves the list, and the dialog goes with it.
            void message.warning(refusal(error, taken));
            return;
          }
          void message.success(wordsOf(taken, r.kind).done);
        }}
      />
    </main>
  );
}

interface ToldProps {
  board: Requests;
  r: RequestListed;
  details: RequestDetails | null;
  onError: (reason: string) => void;
}

/** On a click: the click is audited. */
function Told({ board, r, details, onError }: ToldProps) {
  const [busy, setBusy] = useState(false);
  const look = (): void => {
    setBusy(true);
    board
      .look(r.no)
      .catch((error: unknown) => onError(refusal(error)))
      .finally(() => setBusy(false));
  };
  return (
    <section className="sheet" data-testid="request-told">
      <h2>客户留下的内容</h2>
      {details === null ? (
        <div className="request-locked">
          <Button loading={busy} onClick={look} data-testid="show-details">
            {r.kind === "servicing" || r.phone ? "查看内容和完整电话" : "查看内容"}
          </Button>
          <span className="quiet">每次查看都会留下记录</span>
        </div>
      ) : (
        <>
          {details.phone ? (
            <p className="request-phone">
              <span className="quiet">{r.kind === "servicing" ? "登记的电话" : "电话"}</span>
              <a className="num" href={`tel:${details.phone}`} data-testid="request-phone">
                {details.phone}
              </a>
            </p>
          ) : null}
          {details.stated.length > 0 ? (
            <dl className="facts request-stated">
              {details.stated.map(({ name, value }, index) => (
                <Fact key={`${name}${index}`} name={statedName(name)} value={statedValue(name, value)} />
              ))}
            </dl>
          ) : (
            <p className="quiet">没有留下别的内容</p>
          )}
        </>
      )}
    </section>
  );
}
