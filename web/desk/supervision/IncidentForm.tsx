/** A new incident: what customers will read stands beside what is typed; switching on is asked twice. */

import { Alert, Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { BannerPreview } from "./Incidents";
import type { Supervision } from "./supervision";
import type { Choices, IncidentKind, IncidentPlan } from "./supervisionTypes";
import { BANNER_LENGTH, KINDS, STEPS, refusal } from "./supervisionWords";

interface Props {
  board: Supervision;
  choices: Choices | null;
  onDone: () => void;
}

export function IncidentForm({ board, choices, onDone }: Props) {
  const [clientId] = useState(() => crypto.randomUUID());
  const [kind, setKind] = useState<IncidentKind>("typhoon");
  const [title, setTitle] = useState("");
  const [banner, setBanner] = useState("");
  const [regions, setRegions] = useState<string[]>([]);
  const [lines, setLines] = useState<string[]>([]);
  const [pack, setPack] = useState<string[]>([]);
  const [ends, setEnds] = useState("");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const ready = title.trim() !== "" && banner.trim() !== "";

  const announce = async (activate: boolean): Promise<void> => {
    setBusy(true);
    setError(null);
    const plan: IncidentPlan = {
      client_id: clientId,
      kind,
      title: title.trim(),
      banner: banner.trim(),
      regions,
      lines,
      faq_pack: pack,
      // The field knows no zone; the desk works in Shanghai's.
      ends_at: ends ? `${ends}:00+08:00` : null,
      activate,
    };
    try {
      await board.announce(plan);
      onDone();
    } catch (reason) {
      setError(refusal(reason));
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };

  return (
    <section className="incident" aria-label="新的突发事件">
      <Form layout="vertical">
        <div className="incident-row">
          <Form.Item label="类型">
            <Select
              value={kind}
              onChange={setKind}
              data-testid="incident-kind"
              options={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
            />
          </Form.Item>
          <Form.Item label="名称（客户报案时会读到）" required>
            <Input
              maxLength={40}
              value={title}
              data-testid="incident-title"
              onChange={(event) => setTitle(event.target.value)}
            />
          </Form.Item>
        </div>
        <Form.Item label="横幅" required>
          <Input.TextArea
            rows={2}
            maxLength={BANNER_LENGTH}
            showCount
            value={banner}
            data-testid="incident-banner"
            onChange={(event) => {
              setBanner(event.target.value);
              setError(null);
            }}
          />
        </Form.Item>
        <BannerPreview text={banner} />
        <Form.Item label="受影响的地区（不填就是不限）">
          <Select
            mode="tags"
            value={regions}
            onChange={setRegions}
            tokenSeparators={["、", "，", ",", " "]}
            placeholder="输入地名后回车，如 广东、深圳"
            notFoundContent={null}
            data-testid="incident-regions"
          />
        </Form.Item>
        <Form.Item label="相关险种（不选就是不限）">
          <Select
            mode="multiple"
            // Tab moves on; it must not choose what happens to be first.
            defaultActiveFirstOption={false}
            showSearch
            value={lines}
            onChange={setLines}
            optionFilterProp="label"
            loading={!choices}
            options={Object.entries(choices?.lines ?? {}).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item label="优先提供的问答">
          <Select
            mode="multiple"
            defaultActiveFirstOption={false}
            showSearch
            value={pack}
            onChange={setPack}
            optionFilterProp="label"
            loading={!choices}
            placeholder="输入几个字找问答"
            data-testid="incident-pack"
            options={(choices?.faq ?? []).map((entry) => ({ value: entry.id, label: entry.question }))}
          />
        </Form.Item>
        <Form.Item label="自动结束（选填，北京时间）">
          <input
            type="datetime-local"
            className="incident-ends"
            aria-label="自动结束"
            value={ends}
            onChange={(event) => setEnds(event.target.value)}
          />
        </Form.Item>
      </Form>
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <div className="incident-actions">
        <Button type="primary" disabled={!ready} data-testid="incident-start" onClick={() => setAsking(true)}>
          立即启动
        </Button>
        <Button
          disabled={!ready}
          loading={busy && !asking}
          data-testid="incident-announce"
          onClick={() => void announce(false)}
        >
          先登记，稍后启动
        </Button>
        <Button type="text" onClick={onDone}>
          取消
        </Button>
      </div>
      <Modal
        title={`${STEPS.activate.title}：${title}`}
        open={asking}
        okText={STEPS.activate.button}
        cancelText="再看看"
        onCancel={() => setAsking(false)}
        onOk={() => void announce(true)}
        confirmLoading={busy}
        okButtonProps={{ "data-testid": "incident-confirm" }}
        destroyOnHidden
      >
        <p className="quiet dialog-hint">{STEPS.activate.hint}</p>
        <BannerPreview text={banner} />
        <p className="quiet">
          地区：{regions.join("、") || "不限"}；险种：
          {lines.map((line) => choices?.lines[line] ?? line).join("、") || "不限"}
        </p>
      </Modal>
    </section>
  );
}
