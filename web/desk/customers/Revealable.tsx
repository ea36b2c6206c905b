/** A masked value, and the way to the whole one: by click, with a reason; each look is on record. */

import { Button, Input, Popover, Select } from "antd";
import { useState } from "react";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { errorText } from "../words";

export type Field = "name" | "phone" | "id_number" | "email" | "address";

interface Props {
  desk: Desk;
  customerNo: string;
  conversationId: string;
  field: Field;
  name: string;
  masked?: string | null;
  /** Who serves the customer, and supervisors. */
  allowed: boolean;
}

const REASONS = ["核对客户身份", "回电联系客户", "核对寄送地址", "办理客户要求的业务"];
const OTHER = "其他原因";

export function Revealable({ desk, customerNo, conversationId, field, name, masked, allowed }: Props) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<string>();
  const [own, setOwn] = useState("");
  const [value, setValue] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!masked) return null;
  const given = reason === OTHER ? own.trim() : (reason ?? "");

  const reveal = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const found = await desk.call<{ value: string | null }>(
        "POST",
        `/api/desk/customers/${encodeURIComponent(customerNo)}/reveal`,
        { field, reason: given, conversation_id: conversationId },
      );
      setValue(found.value ?? "没有登记");
      setOpen(false);
    } catch (error) {
      setProblem(errorText(codeOf(error)));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="revealable">
      <dt>{name}</dt>
      <dd className="num" data-testid={`field-${field}`}>
        <span className={value ? "revealed" : undefined}>{value ?? masked}</span>
        {!allowed ? null : value ? (
          <button type="button" className="text-button" onClick={() => setValue(null)}>
            遮住
          </button>
        ) : (
          <Popover
            open={open}
            onOpenChange={setOpen}
            trigger="click"
            placement="bottomRight"
            destroyOnHidden
            content={
              <div className="reveal">
                <p>查看{name}要写明原因，会留下记录。</p>
                <Select
                  value={reason}
                  placeholder="原因"
                  aria-label="查看的原因"
                  data-testid="reveal-reason"
                  options={[...REASONS, OTHER].map((each) => ({ value: each, label: each }))}
                  onChange={setReason}
                />
                {reason === OTHER ? (
                  <Input
                    value={own}
                    maxLength={200}
                    placeholder="写明原因"
                    onChange={(event) => setOwn(event.target.value)}
                  />
                ) : null}
                {problem ? <p className="said-failed">{problem}</p> : null}
                <Button
                  type="primary"
                  size="small"
                  loading={busy}
                  disabled={given.length < 2}
                  data-testid="reveal-confirm"
                  onClick={() => void reveal()}
                >
                  查看
                </Button>
              </div>
            }
          >
            <button type="button" className="text-button" aria-label={`查看完整的${name}`}>
              查看
            </button>
          </Popover>
        )}
      </dd>
    </div>
  );
}
