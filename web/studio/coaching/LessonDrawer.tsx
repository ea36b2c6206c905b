import { EditDrawer } from "@shared/ui/EditDrawer";
import { Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { Area, Person } from "../../coaching/types";
import { AREAS } from "../../coaching/words";
import type { Studio } from "../studio";

interface Props {
  studio: Studio;
  people: Person[];
  onClose: () => void;
}

const AREA_OPTIONS = Object.entries(AREAS).map(([value, label]) => ({ value, label }));

/** A lesson or a role play that several people had together. */
export function LessonDrawer({ studio, people, onClose }: Props) {
  const [title, setTitle] = useState("");
  const [area, setArea] = useState<Area>("product");
  const [kind, setKind] = useState<"lesson" | "role_play">("lesson");
  const [minutes, setMinutes] = useState(60);
  const [usernames, setUsernames] = useState<string[]>([]);
  const [on, setOn] = useState("");
  const keep = async (): Promise<void> => {
    await studio.call("POST", "/api/studio/coaching/lessons", {
      title: title.trim(),
      area,
      kind,
      minutes,
      usernames,
      ...(on ? { on } : {}),
    });
  };
  return (
    <EditDrawer
      title="登记课程"
      keep="登记"
      disabled={!title.trim() || usernames.length === 0}
      onClose={onClose}
      onKeep={keep}
    >
      <label className="coach-field">
        <span>名称</span>
        <Input value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label className="coach-field">
        <span>形式</span>
        <Select
          value={kind}
          options={[
            { value: "lesson", label: "课程" },
            { value: "role_play", label: "角色扮演" },
          ]}
          onChange={setKind}
        />
      </label>
      <label className="coach-field">
        <span>方面</span>
        <Select<Area> value={area} options={AREA_OPTIONS as { value: Area; label: string }[]} onChange={setArea} />
      </label>
      <label className="coach-field">
        <span>分钟</span>
        <InputNumber min={1} max={600} value={minutes} onChange={(value) => setMinutes(value ?? 1)} />
      </label>
      <label className="coach-field">
        <span>日期，默认今天</span>
        <input type="date" value={on} onChange={(event) => setOn(event.target.value)} />
      </label>
      <label className="coach-field">
        <span>参加的人</span>
        <Select
          mode="multiple"
          value={usernames}
          options={people.map((each) => ({ value: each.username, label: each.name }))}
          optionFilterProp="label"
          onChange={setUsernames}
        />
      </label>
    </EditDrawer>
  );
}
