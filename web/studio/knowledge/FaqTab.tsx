/** Standard questions: all of them left, one of them right with how customers see it. */

import { goTo } from "@shared/board";
import { formatDate } from "@shared/format";
import { Nothing, Panes, Sheet } from "@shared/ui/PageFrame";
import { Alert, App, Button, Checkbox, Drawer, Popconfirm, Select } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { LinesEditor, summaryOf } from "../editing/LinesEditor";
import type { Part, Value } from "../editing/merge";
import { useEditing } from "../editing/useEditing";
import { hashOf } from "../pages";
import { refusal } from "../words";
import { FaqFields, FaqPreview } from "./FaqFields";
import { CHANNELS, type FaqEntry, type FaqText, NEW_ENTRY, faqProblem, textOf } from "./faqTypes";
import { type Item, ItemList } from "./ItemList";
import { ItemView } from "./ItemView";
import type { TabProps } from "./KnowledgePage";

const PLACE = ["knowledge", "faq"];

export function FaqTab({ studio, id, mayEdit }: TabProps) {
  const { faq, categories, error } = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  const [category, setCategory] = useState<string | null>(null);
  const [due, setDue] = useState(false);
  const [adding, setAdding] = useState(false);
  useEffect(studio.catalogue.need, [studio]);
  const names = new Map(categories.map(({ id: code, name }) => [code, name]));
  const items = faq
    ?.filter((entry) => (!category || entry.category === category) && (!due || entry.due))
    .map((entry): Item => ({
      id: entry.id,
      title: entry.question,
      note: `${names.get(entry.category) ?? entry.category} · ${entry.similar} 条相似问`,
      tag: entry.due ? <span className="tag tag-warn">待复核</span> : null,
    }));
  return (
    <Panes
      open={id !== null}
      list={
        <ItemList
          studio={studio}
          place={PLACE}
          label="标准问"
          items={items ?? null}
          error={error}
          onRetry={() => void studio.catalogue.read()}
          open={id}
          nothing={due ? "没有要复核的" : "还没有标准问"}
          tools={
            <>
              <Select
                className="item-choice"
                placeholder="全部分类"
                aria-label="分类"
                allowClear
                value={category ?? undefined}
                options={categories.map(({ id: code, name }) => ({ value: code, label: name }))}
                onChange={(value: string | undefined) => setCategory(value ?? null)}
              />
              <Checkbox checked={due} onChange={(event) => setDue(event.target.checked)}>
                待复核
              </Checkbox>
              {mayEdit ? (
                <Button className="push" onClick={() => setAdding(true)} data-testid="faq-new">
                  新增
                </Button>
              ) : null}
            </>
          }
        />
      }
    >
      {id ? <FaqView key={id} studio={studio} id={id} mayEdit={mayEdit} /> : <Nothing title="选一条标准问来看或修改" />}
      {adding ? <NewEntry studio={studio} onClose={() => setAdding(false)} /> : null}
    </Panes>
  );
}

const said = (value: string | null): string => value ?? "";
const text = (key: keyof FaqText, title: string): Part<FaqEntry> => ({
  key,
  title,
  read: (entry) => said(entry[key] as string | null),
  write: (entry, value) => ({ ...entry, [key]: key === "question" || key === "answer" || key === "mark" ? value : value || null }),
});

const PARTS: Part<FaqEntry>[] = [
  text("question", "标准问"),
  text("answer", "答案"),
  text("details", "说详细些"),
  {
    key: "similar",
    title: "相似问",
    read: (entry) => entry.similar,
    write: (entry, value) => ({ ...entry, similar: value as string[] }),
  },
  ...Object.entries(CHANNELS).map(
    ([name, title]): Part<FaqEntry> => ({
      key: `channel ${name}`,
      title: `${title}的说法`,
      read: (entry) => entry.channels[name] ?? "",
      write: (entry, value: Value) => {
        const { [name]: _, ...others } = entry.channels;
        return { ...entry, channels: value ? { ...others, [name]: value as string } : others };
      },
    }),
  ),
  ...(["name", "article", "clause"] as const).map(
    (name): Part<FaqEntry> => ({
      key: `source ${name}`,
      title: { name: "出处", article: "条", clause: "款" }[name],
      read: (entry) => said(entry.source[name]),
      write: (entry, value) => ({ ...entry, source: { ...entry.source, [name]: name === "name" ? value : value || null } }),
    }),
  ),
  text("mark", "依据"),
  text("effective_on", "生效日"),
  text("expires_on", "失效日"),
];

function FaqView({ studio, id, mayEdit }: Pick<TabProps, "studio" | "mayEdit"> & { id: string }) {
  const { message } = App.useApp();
  const url = `/api/studio/knowledge/faq/${encodeURIComponent(id)}`;
  const editing = useEditing<FaqEntry>(studio, [...PLACE, id].join("/"), {
    read: () => studio.call("GET", url),
    write: (entry) => studio.call("PUT", url, { ...textOf(entry), version: entry.version }),
  });
  const { draft } = editing;
  const take = async (act: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await act();
      studio.dataNews.tell();
      void message.success(done);
    } catch (reason) {
      void message.error(refusal(reason));
    }
  };
  const reviewed = async (): Promise<void> => {
    await studio.call("POST", `${url}/reviewed`);
    editing.reload();
  };
  return (
    <ItemView
      place={PLACE}
      title={draft?.mine.question || "标准问"}
      note={draft ? `${id}${draft.base.reviewed_on ? ` · ${formatDate(draft.base.reviewed_on)} 复核过` : ""}` : ""}
      editing={editing}
      parts={PARTS}
      mayEdit={mayEdit}
      hindrance={draft ? faqProblem(draft.mine) : null}
      summary={draft ? summaryOf(draft.base.similar, draft.mine.similar) : null}
      acts={
        <>
          <Button disabled={editing.dirty} onClick={() => void take(reviewed, "已记下：今天复核过")} data-testid="reviewed">
            复核无误
          </Button>
          <Popconfirm
            title="删除这条标准问？"
            description="客户再问就答不上来了；删除可以在「改动」里撤销。"
            okText="删除"
            cancelText="取消"
            onConfirm={() =>
              void take(async () => {
                await studio.call("DELETE", url);
                studio.drafts.put([...PLACE, id].join("/"), null);
                goTo(hashOf(...PLACE));
              }, "已删除")
            }
          >
            <Button danger type="text">
              删除
            </Button>
          </Popconfirm>
        </>
      }
    >
      {(mine, base) => (
        <div className="two-columns">
          <Sheet title="问与答">
            <div className="sheet-body">
              <FaqFields studio={studio} value={mine} id={id} readOnly={!mayEdit} onChange={editing.change} />
            </div>
          </Sheet>
          <div className="column">
            <Sheet title="客户看到的样子">
              <FaqPreview value={mine} />
            </Sheet>
            <Sheet title="相似问">
              <LinesEditor
                studio={studio}
                value={mine.similar}
                base={base.similar}
                label={{ kind: "faq", id }}
                placeholder="客户还会怎么问；可以一次粘贴多行"
                onChange={mayEdit ? (similar) => editing.change({ similar }) : undefined}
              />
            </Sheet>
          </div>
        </div>
      )}
    </ItemView>
  );
}

function NewEntry({ studio, onClose }: Pick<TabProps, "studio"> & { onClose: () => void }) {
  const [value, setValue] = useState<FaqText>(NEW_ENTRY);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const problem = faqProblem(value);
  const keep = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const made = await studio.call<FaqEntry>("POST", "/api/studio/knowledge/faq", value);
      studio.dataNews.tell();
      onClose();
      goTo(hashOf(...PLACE, made.id));
    } catch (reason) {
      setError(refusal(reason));
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      title="新增标准问"
      onClose={onClose}
      maskClosable={false}
      width="min(640px, 100vw)"
      closable={{ "aria-label": "关闭" }}
      footer={
        <div className="drawer-foot">
          <Button type="primary" loading={busy} disabled={problem !== null} data-testid="keep" onClick={() => void keep()}>
            保存
          </Button>
          <Button onClick={onClose}>取消</Button>
          {problem ? <span className="push quiet">{problem}</span> : null}
        </div>
      }
    >
      {error ? <Alert className="dialog-error" type="error" showIcon message={error} role="alert" /> : null}
      <FaqFields studio={studio} value={value} onChange={(change) => setValue((before) => ({ ...before, ...change }))} />
      <FaqPreview value={value} />
    </Drawer>
  );
}
