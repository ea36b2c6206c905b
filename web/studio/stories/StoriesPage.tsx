/** 故事: rules, stories and test conversations, each with its form and its picture. */

import { goTo } from "@shared/board";
import { Nothing, Panes } from "@shared/ui/PageFrame";
import { useReading } from "@shared/useReading";
import { App, Button, Dropdown, Popconfirm, Segmented } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Part, Value } from "../editing/merge";
import { useEditing } from "../editing/useEditing";
import { ItemList } from "../knowledge/ItemList";
import { ItemView } from "../knowledge/ItemView";
import { type PageProps, hashOf, teaches } from "../pages";
import type { Studio } from "../studio";
import { refusal } from "../words";
import { DraftDialog } from "./DraftDialog";
import { NewStory } from "./NewStory";
import { StoryForm } from "./StoryForm";
import { conditionText, stepText, storyProblem } from "./steps";
import { KINDS, type Kind, type Step, type Story, type StoryListed, type StoryText, type Vocabulary } from "./storyTypes";
import { Validation } from "./Validation";
import { WholeFlow } from "./WholeFlow";
import "@shared/ui/page.css";
import "../editing/editing.css";
import "../inbox/inbox.css";
import "../knowledge/knowledge.css";
import "./stories.css";

const PLACE = ["stories"];

export default function StoriesPage({ studio, user, rest }: PageProps) {
  const [first = null, conversation = ""] = rest;
  const [kind, setKind] = useState<Kind | "all">("all");
  const [made, setMade] = useState<StoryText | null>(null);
  const [checking, setChecking] = useState(false);
  const mayEdit = teaches(user);
  const news = useSyncExternalStore(studio.dataNews.subscribe, studio.dataNews.snapshot);
  const { value, error, again } = useReading(() => studio.call<{ stories: StoryListed[] }>("GET", "/api/studio/stories"), [studio]);
  const { value: vocabulary } = useReading(() => studio.call<Vocabulary>("GET", "/api/studio/stories/vocabulary"), [studio]);
  useEffect(() => {
    if (news.count > 0) again();
  }, [news.count]);
  const open = first === "from" || first === "new" || first === "all" ? null : first;
  const begin = (story: StoryText): void => {
    setMade(story);
    goTo(hashOf("stories", "new"));
  };
  return (
    <>
      <header className="page-head">
        <h1>故事与规则</h1>
        <span className="push page-acts">
          <Button onClick={() => goTo(first === "all" ? hashOf("stories") : hashOf("stories", "all"))} data-testid="flow">
            {first === "all" ? "回到列表" : "看规则全图"}
          </Button>
          {mayEdit ? <Button onClick={() => setChecking(true)} data-testid="validate">
            检查有没有矛盾
          </Button> : null}
          {mayEdit ? (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: [
                  { key: "test", label: "新测试对话" },
                  { key: "rule", label: "新规则" },
                  { key: "story", label: "新故事" },
                  { key: "from", label: "从一次真实会话做" },
                ],
                onClick: ({ key }) => (key === "from" ? goTo(hashOf("stories", "from")) : begin(emptyOf(key as Kind))),
              }}
            >
              <Button type="primary" data-testid="story-new">
                新增
              </Button>
            </Dropdown>
          ) : null}
        </span>
      </header>
      {first === "all" ? <WholeFlow studio={studio} /> : <Panes
        open={open !== null || first === "new"}
        list={
          <ItemList
            studio={studio}
            place={PLACE}
            label="故事"
            items={
              value?.stories
                .filter((story) => kind === "all" || story.kind === kind)
                .map((story) => ({
                  id: story.id,
                  title: story.name,
                  note: `${KINDS[story.kind]} · ${story.steps} 步 · ${story.file.split("/").pop() ?? ""}`,
                })) ?? null
            }
            error={error}
            onRetry={again}
            open={open}
            nothing="还没有"
            tools={
              <Segmented<Kind | "all">
                size="small"
                value={kind}
                aria-label="哪一种"
                options={[{ value: "all", label: "全部" }, ...Object.entries(KINDS).map(([value, label]) => ({ value: value as Kind, label }))]}
                onChange={setKind}
              />
            }
          />
        }
      >
        {first === "new" && made ? (
          <NewStory studio={studio} first={made} vocabulary={vocabulary} />
        ) : open ? (
          <StoryView key={open} studio={studio} id={open} vocabulary={vocabulary} mayEdit={mayEdit} />
        ) : (
          <Nothing title="选一条来看它怎么走" hint="测试对话在每次训练后都会跑一遍，答错就不能发布" />
        )}
      </Panes>}
      {first === "from" ? (
        <DraftDialog studio={studio} conversation={conversation} onDraft={begin} onClose={() => goTo(hashOf("stories"))} />
      ) : null}
      {checking ? <Validation studio={studio} onClose={() => setChecking(false)} /> : null}
    </>
  );
}

const emptyOf = (kind: Kind): StoryText => ({
  kind,
  name: "",
  file: "",
  conditions: kind === "rule" ? [{ kind: "loop", name: null }] : [],
  steps: kind === "test" ? [{ kind: "turn", says: "" }] : [{ kind: "intent", name: "" }, { kind: "action", name: "" }],
});

/** Their order matters and the same step may come twice, so that steps are merged as a whole. */
const steps = (key: "conditions" | "steps", title: string, textOf: (step: Step) => string): Part<Story> => ({
  key,
  title,
  read: (story) => JSON.stringify(story[key]),
  write: (story, value: Value) => ({ ...story, [key]: JSON.parse(value as string) as Step[] }),
  show: (value) => (JSON.parse(value) as Step[]).map(textOf).join("\n"),
});

const PARTS: Part<Story>[] = [
  { key: "name", title: "名称", read: (story) => story.name, write: (story, value) => ({ ...story, name: value as string }) },
  steps("conditions", "什么时候", conditionText),
  steps("steps", "怎么走", stepText),
];

interface ViewProps {
  studio: Studio;
  id: string;
  vocabulary: Vocabulary | null;
  mayEdit: boolean;
}

function StoryView({ studio, id, vocabulary, mayEdit }: ViewProps) {
  const { message } = App.useApp();
  const url = `/api/studio/stories/${encodeURIComponent(id)}`;
  const editing = useEditing<Story>(studio, [...PLACE, id].join("/"), {
    read: () => studio.call("GET", url),
    write: ({ id: _, ...story }) => studio.call("PUT", url, story),
  });
  const { draft } = editing;
  const remove = async (): Promise<void> => {
    try {
      await studio.call("DELETE", url);
      studio.drafts.put([...PLACE, id].join("/"), null);
      studio.dataNews.tell();
      goTo(hashOf("stories"));
      void message.success("已删除，可以在「改动」里撤销");
    } catch (reason) {
      void message.error(refusal(reason));
    }
  };
  return (
    <ItemView
      place={PLACE}
      title={draft?.mine.name || "故事"}
      note={draft ? `${KINDS[draft.base.kind]} · ${draft.base.file}` : ""}
      editing={editing}
      parts={PARTS}
      mayEdit={mayEdit}
      hindrance={draft ? storyProblem(draft.mine.name, draft.mine.steps) : null}
      acts={
        <Popconfirm title="删除这一条？" okText="删除" cancelText="取消" onConfirm={() => void remove()}>
          <Button danger type="text">
            删除
          </Button>
        </Popconfirm>
      }
    >
      {(mine) => <StoryForm value={mine} vocabulary={vocabulary} onChange={mayEdit ? editing.change : undefined} />}
    </ItemView>
  );
}
