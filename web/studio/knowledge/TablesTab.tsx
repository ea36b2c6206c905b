/** Tables of names: a name and what customers call it. */

import { Nothing, Panes, Sheet } from "@shared/ui/PageFrame";
import { useReading } from "@shared/useReading";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { Part } from "../editing/merge";
import { useEditing } from "../editing/useEditing";
import { ItemList } from "./ItemList";
import { ItemView } from "./ItemView";
import type { TabProps } from "./KnowledgePage";

const PLACE = ["knowledge", "tables"];
const SHOWN = 60;

interface Entry {
  value: string;
  aliases: string[];
}

interface Named {
  id: string;
  version: string;
  title: string;
  entries: Entry[];
}

const PARTS: Part<Named>[] = [
  {
    key: "entries",
    title: "条目",
    read: (table) => table.entries.map(({ value, aliases }) => [value, ...aliases].join("、")),
    write: (table, lines) => ({
      ...table,
      entries: (lines as string[]).map((line) => {
        const [value = "", ...aliases] = line.split("、");
        return { value, aliases };
      }),
    }),
  },
];

export function TablesTab({ studio, id, mayEdit }: TabProps) {
  const { value, error, again } = useReading(
    () => studio.call<{ tables: { id: string; title: string; entries: number }[] }>("GET", "/api/studio/knowledge/tables"),
    [studio],
  );
  return (
    <Panes
      open={id !== null}
      list={
        <ItemList
          studio={studio}
          place={PLACE}
          label="词表"
          items={value?.tables.map((table) => ({ id: table.id, title: table.title, note: `${table.entries} 条` })) ?? null}
          error={error}
          onRetry={again}
          open={id}
          nothing="还没有词表"
        />
      }
    >
      {id ? <TableView key={id} studio={studio} id={id} mayEdit={mayEdit} /> : <Nothing title="选一张词表来看或修改" />}
    </Panes>
  );
}

function TableView({ studio, id, mayEdit }: Pick<TabProps, "studio" | "mayEdit"> & { id: string }) {
  const url = `/api/studio/knowledge/tables/${encodeURIComponent(id)}`;
  const [words, setWords] = useState("");
  const [shown, setShown] = useState(SHOWN);
  const editing = useEditing<Named>(studio, [...PLACE, id].join("/"), {
    read: () => studio.call("GET", url),
    write: ({ version, entries }) => studio.call("PUT", url, { version, entries }),
  });
  const { draft } = editing;
  const set = (place: number, part: Partial<Entry>): void =>
    editing.change({ entries: draft?.mine.entries.map((each, at) => (at === place ? { ...each, ...part } : each)) });
  const rows = draft?.mine.entries
    .map((entry, place) => ({ entry, place }))
    .filter(({ entry }) => !words || [entry.value, ...entry.aliases].some((each) => each.includes(words)));
  return (
    <ItemView
      place={PLACE}
      title={draft?.base.title ?? "词表"}
      note="客户说左边或右边任何一个词，机器人都当成同一个意思"
      editing={editing}
      parts={PARTS}
      mayEdit={mayEdit}
      hindrance={draft?.mine.entries.some(({ value }) => !value.trim()) ? "有一条没有名称" : null}
    >
      {(mine) => (
        <Sheet
          title={`${mine.entries.length} 条`}
          acts={
            <span className="table-acts">
              <Input size="small" allowClear className="lines-find" placeholder="在里面找" aria-label="在里面找" value={words} onChange={(event) => setWords(event.target.value)} />
              {mayEdit ? (
                <Button size="small" onClick={() => editing.change({ entries: [{ value: "", aliases: [] }, ...mine.entries] })}>
                  加一条
                </Button>
              ) : null}
            </span>
          }
        >
          <ul className="names-table">
            {rows?.slice(0, shown).map(({ entry, place }) => (
              <li key={place}>
                <Input value={entry.value} readOnly={!mayEdit} aria-label="名称" onChange={(event) => set(place, { value: event.target.value })} />
                <Select
                  mode="tags"
                  value={entry.aliases}
                  disabled={!mayEdit}
                  open={false}
                  suffixIcon={null}
                  tokenSeparators={["、", "，", ",", " "]}
                  placeholder="别的叫法，输入后回车"
                  aria-label={`${entry.value}的别的叫法`}
                  onChange={(aliases: string[]) => set(place, { aliases })}
                />
                {mayEdit ? (
                  <Button
                    type="text"
                    aria-label={`删去：${entry.value}`}
                    onClick={() => editing.change({ entries: mine.entries.filter((_, at) => at !== place) })}
                  >
                    删
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
          {rows && rows.length > shown ? (
            <Button className="more-button" onClick={() => setShown(shown + 4 * SHOWN)}>
              再显示一些（还有 {rows.length - shown} 条）
            </Button>
          ) : null}
        </Sheet>
      )}
    </ItemView>
  );
}
