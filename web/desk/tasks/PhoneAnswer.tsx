/** 回访: what the customer says on the phone about a claim or a complaint, written down once, word for word. */

import { formatMoment } from "@shared/format";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { App, Button, Form, Input, Radio } from "antd";
import { useState } from "react";
import type { Desk } from "../desk";
import { AGAINST, ITEMS, LONGEST_COMMENT, RECORD_MISSING, SCORES, SOURCES } from "./phoneAnswerWords";
import type { Item, Occasion, Told } from "./taskTypes";

interface Props {
  desk: Desk;
  occasion: Occasion;
  number: string;
}

const URL = "/api/desk/surveys/answers";

export function PhoneAnswer({ desk, occasion, number }: Props) {
  const [asking, setAsking] = useState(false);
  const read = useReading(
    () => desk.call<Told>("GET", `${URL}?${new URLSearchParams({ occasion, number })}`),
    [desk, occasion, number],
  );
  return (
    <section className="panel task-panel" data-testid="phone-answer">
      <h2>客户怎么评价</h2>
      <Shown read={read} words={{ record_not_found: RECORD_MISSING }}>
        {(told) =>
          told.answered_at ? (
            <p data-testid="phone-answered">
              {formatMoment(told.answered_at)} 已经答过{told.source ? `（${SOURCES[told.source]}）` : ""}，不用再问。
            </p>
          ) : told.against ? (
            <p>{AGAINST[told.against]}</p>
          ) : (
            <>
              <p className="hint">还没有评价。打电话时可以问一问，客户怎么说就怎么记，只能记一次。</p>
              <Button data-testid="phone-ask" onClick={() => setAsking(true)}>
                记下客户的评价
              </Button>
              {asking ? (
                <Questions
                  desk={desk}
                  record={{ occasion, number }}
                  items={told.items}
                  onClose={() => {
                    setAsking(false);
                    read.again();
                  }}
                />
              ) : null}
            </>
          )
        }
      </Shown>
    </section>
  );
}

interface QuestionsProps {
  desk: Desk;
  record: { occasion: Occasion; number: string };
  items: Item[];
  onClose: () => void;
}

function Questions({ desk, record, items, onClose }: QuestionsProps) {
  const { message } = App.useApp();
  const [scores, setScores] = useState<Partial<Record<Item | "recommend", number>>>({});
  const [comment, setComment] = useState("");
  const said = comment.trim();
  const keep = async (): Promise<void> => {
    const body = { ...record, source: "phone", ...scores, comment: said || null };
    const { bad } = await desk.call<{ bad: boolean }>("POST", URL, body);
    void message.success(bad ? "记下了。客户不太满意，已经开了差评跟进" : "记下了");
  };
  const choose = (name: Item | "recommend") => (value: number) => setScores((before) => ({ ...before, [name]: value }));
  return (
    <EditDrawer
      title="电话里客户怎么说"
      keep="记下"
      onClose={onClose}
      onKeep={keep}
      disabled={Object.keys(scores).length === 0 && !said}
    >
      <Form layout="vertical">
        <p className="hint dialog-hint">照着念就行。客户没说的不用选，不要替客户打分。</p>
        {items.map((item) => (
          <Form.Item key={item} label={`${ITEMS[item]}？1 分很差，5 分很满意`}>
            <Scale name={item} values={SCORES} value={scores[item]} onChange={choose(item)} label={ITEMS[item]} />
          </Form.Item>
        ))}
        <Form.Item label="愿意向亲友推荐我们吗？0 分不愿意，10 分很愿意">
          <Scale name="recommend" values={RECOMMEND} value={scores.recommend} onChange={choose("recommend")} label="推荐意愿" />
        </Form.Item>
        <Form.Item label="客户还说了什么（可不填）" htmlFor="phone-comment">
          <Input.TextArea
            id="phone-comment"
            rows={3}
            maxLength={LONGEST_COMMENT}
            value={comment}
            data-testid="phone-comment"
            placeholder="不要写身份证号、银行卡号"
            onChange={(event) => setComment(event.target.value)}
          />
        </Form.Item>
      </Form>
    </EditDrawer>
  );
}

const RECOMMEND = Array.from({ length: 11 }, (_, value) => value);

interface ScaleProps {
  name: string;
  label: string;
  values: readonly number[];
  value: number | undefined;
  onChange: (value: number) => void;
}

function Scale({ name, label, values, value, onChange }: ScaleProps) {
  return (
    <Radio.Group
      className="told-scale"
      buttonStyle="solid"
      aria-label={label}
      name={name}
      value={value ?? null}
      onChange={(event) => onChange(event.target.value as number)}
    >
      {values.map((each) => (
        <Radio.Button key={each} value={each} data-testid={`${name}-${each}`}>
          {each}
        </Radio.Button>
      ))}
    </Radio.Group>
  );
}
