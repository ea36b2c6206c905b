import { formatMoment } from "@shared/format";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { App, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { Marks, Talk } from "../../coaching/Marks";
import type { Entry, Person, PersonRecord, Practice } from "../../coaching/types";
import { ENDINGS, KINDS } from "../../coaching/words";
import type { Studio } from "../studio";
import { refusal } from "../words";

interface Props {
  studio: Studio;
  person: Person;
  onClose: () => void;
}

const COLUMNS: Column<Entry>[] = [
  { key: "at", title: "时间", cell: (entry) => formatMoment(entry.at) },
  { key: "title", title: "内容", cell: (entry) => entry.title },
  { key: "kind", title: "形式", cell: (entry) => KINDS[entry.kind] },
  { key: "minutes", title: "分钟", num: true, cell: (entry) => entry.minutes },
  { key: "score", title: "得分", num: true, cell: (entry) => entry.score ?? "–" },
];

/** Somebody's year: what was booked, and each practice with its talk. */
export function RecordDrawer({ studio, person, onClose }: Props) {
  const read = useReading(
    () => studio.call<PersonRecord>("GET", `/api/studio/coaching/people/${encodeURIComponent(person.username)}`),
    [studio, person],
  );
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Drawer open title={`${person.name}的培训记录`} width="min(640px, 100vw)" onClose={onClose} closable={{ "aria-label": "关闭" }}>
      <Shown read={read}>
        {(record) => (
          <>
            <Table
              label="记录"
              columns={COLUMNS}
              rows={record.entries}
              rowKey={(entry) => entry.at + entry.title}
              nothing="今年还没有记录"
            />
            <h3 className="hint">模拟练习</h3>
            <ul className="plan">
              {record.practices.map((each) => (
                <li key={each.id}>
                  <span>{each.title}</span>
                  <small className="quiet">{each.ending ? ENDINGS[each.ending] : "进行中"}</small>
                  <span className="push">
                    <span className="num">{each.score ?? "–"}</span>{" "}
                    <Button size="small" type="link" onClick={() => setOpen(open === each.id ? null : each.id)}>
                      {open === each.id ? "收起" : "看过程"}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
            {record.practices.length === 0 ? <p className="quiet">还没有练过</p> : null}
            {open ? <One key={open} studio={studio} id={open} /> : null}
          </>
        )}
      </Shown>
    </Drawer>
  );
}

function One({ studio, id }: { studio: Studio; id: string }) {
  const { message } = App.useApp();
  const path = `/api/studio/coaching/practices/${encodeURIComponent(id)}`;
  const read = useReading(() => studio.call<Practice>("GET", path), [studio, path]);
  const [text, setText] = useState("");
  const comment = async (): Promise<void> => {
    try {
      await studio.call("POST", `${path}/comment`, { text: text.trim() });
      setText("");
      read.again();
    } catch (error) {
      void message.error(refusal(error));
    }
  };
  return (
    <Shown read={read}>
      {(practice) => (
        <>
          <Talk practice={practice} />
          <Marks practice={practice} />
          <Input.TextArea
            value={text}
            className="grow" rows={2}
            maxLength={1000}
            aria-label="点评"
            placeholder="写一句点评，对方在自己的记录里能看到"
            onChange={(event) => setText(event.target.value)}
          />
          <p>
            <Button disabled={!text.trim()} onClick={() => void comment()}>
              保存点评
            </Button>
          </p>
        </>
      )}
    </Shown>
  );
}
