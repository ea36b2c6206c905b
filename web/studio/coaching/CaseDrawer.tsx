/** The house's own case, as a form. Kept as a draft until somebody publishes it. */

import { EditDrawer } from "@shared/ui/EditDrawer";
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { Area, Case, CaseStep, ShelvedCase } from "../../coaching/types";
import { AREAS } from "../../coaching/words";
import type { Studio } from "../studio";

interface Props {
  studio: Studio;
  shelved: ShelvedCase;
  onClose: () => void;
}

const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

export function CaseDrawer({ studio, shelved, onClose }: Props) {
  const [found, setFound] = useState<Case>(shelved.case);
  const [ready, setReady] = useState(shelved.ready);
  const points = found.steps.reduce((sum, step) => sum + step.points, 0);
  const change = (part: Partial<Case>): void => setFound((before) => ({ ...before, ...part }));
  const step = (place: number, part: Partial<CaseStep>): void =>
    change({ steps: found.steps.map((each, at) => (at === place ? { ...each, ...part } : each)) });
  const keep = async (): Promise<void> => {
    const path = "/api/studio/coaching/cases";
    if (shelved.version)
      await studio.call("PUT", `${path}/${found.id}`, { case: found, version: shelved.version, ready });
    else await studio.call("POST", path, { case: found, ready });
  };
  return (
    <EditDrawer
      title={shelved.version ? "修改案例" : "案例草稿"}
      disabled={points !== 100}
      onClose={onClose}
      onKeep={keep}
      extra={
        <Checkbox checked={ready} onChange={(event) => setReady(event.target.checked)}>
          发布给同事练
        </Checkbox>
      }
    >
      <label className="coach-field">
        <span>标题</span>
        <Input value={found.title} onChange={(event) => change({ title: event.target.value })} />
      </label>
      <label className="coach-field">
        <span>给坐席看的情况</span>
        <Input.TextArea value={found.about} className="grow" rows={2} onChange={(event) => change({ about: event.target.value })} />
      </label>
      <label className="coach-field">
        <span>方面</span>
        <Select<Area>
          value={found.area}
          options={Object.entries(AREAS).map(([value, label]) => ({ value: value as Area, label }))}
          onChange={(area) => change({ area })}
        />
      </label>
      <label className="coach-field">
        <span>客户心情</span>
        <Input value={found.mood} maxLength={16} onChange={(event) => change({ mood: event.target.value })} />
      </label>
      <label className="coach-field">
        <span>开口的话，一行一句</span>
        <Input.TextArea
          defaultValue={found.opening.join("\n")}
          className="grow"
          rows={2}
          onChange={(event) => change({ opening: lines(event.target.value) })}
        />
      </label>
      <p className={points === 100 ? "quiet" : "tone-warning"}>评分点共 {points} 分，要正好 100 分</p>
      {found.steps.map((each, place) => (
        <div key={each.id} className="case-row">
          <Input value={each.text} aria-label="要做的" onChange={(event) => step(place, { text: event.target.value })} />
          <Input
            value={each.words}
            aria-label="认得出的词，用 | 隔开"
            onChange={(event) => step(place, { words: event.target.value })}
          />
          <Input
            value={each.says ?? ""}
            aria-label="客户接着说"
            placeholder="客户接着说（可不填）"
            onChange={(event) => step(place, { says: event.target.value || null })}
          />
          <span className="case-row-short">
            <InputNumber
              min={1}
              max={100}
              value={each.points}
              aria-label="分值"
              onChange={(value) => step(place, { points: value ?? 1 })}
            />
            <Checkbox checked={each.first} onChange={(event) => step(place, { first: event.target.checked })}>
              第一句
            </Checkbox>
            <Checkbox checked={each.required} onChange={(event) => step(place, { required: event.target.checked })}>
              必做
            </Checkbox>
            <Button
              size="small"
              type="link"
              disabled={found.steps.length === 1}
              onClick={() => change({ steps: found.steps.filter((_, at) => at !== place) })}
            >
              删除
            </Button>
          </span>
        </div>
      ))}
      <label className="coach-field">
        <span>没说到点上时，客户会说，一行一句</span>
        <Input.TextArea
          defaultValue={found.impatient.join("\n")}
          className="grow"
          rows={2}
          onChange={(event) => change({ impatient: lines(event.target.value) })}
        />
      </label>
      <label className="coach-field">
        <span>满意时说</span>
        <Input value={found.thanks} onChange={(event) => change({ thanks: event.target.value })} />
      </label>
      <label className="coach-field">
        <span>等不下去时说</span>
        <Input value={found.gives_up} onChange={(event) => change({ gives_up: event.target.value })} />
      </label>
    </EditDrawer>
  );
}
