/** Intents: the examples of one, with their entities in colour. */

import { Nothing, Panes, Sheet } from "@shared/ui/PageFrame";
import { Button } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { LinesEditor, summaryOf } from "../editing/LinesEditor";
import type { Part } from "../editing/merge";
import { useEditing } from "../editing/useEditing";
import { intentName } from "../names";
import { ItemList } from "./ItemList";
import { ItemView } from "./ItemView";
import type { TabProps } from "./KnowledgePage";
import { NewIntentDrawer } from "./NewIntentDrawer";

const PLACE = ["knowledge", "intents"];

interface Intent {
  id: string;
  file: string;
  version: string;
  examples: string[];
}

const PARTS: Part<Intent>[] = [
  {
    key: "examples",
    title: "说法",
    read: (intent) => intent.examples,
    write: (intent, value) => ({ ...intent, examples: value as string[] }),
  },
];

export function IntentsTab({ studio, id, mayEdit }: TabProps) {
  const { intents, error } = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  const [adding, setAdding] = useState(false);
  useEffect(studio.catalogue.need, [studio]);
  return (
    <Panes
      open={id !== null}
      list={
        <ItemList
          studio={studio}
          place={PLACE}
          label="意图"
          items={intents?.map((intent) => ({
            id: intent.id,
            title: intentName(intent.id),
            note: `${intent.id} · ${intent.examples} 条说法`,
          })) ?? null}
          error={error}
          onRetry={() => void studio.catalogue.read()}
          open={id}
          nothing="还没有意图"
          tools={
            mayEdit ? (
              <Button className="push" onClick={() => setAdding(true)} data-testid="intent-new">
                新增
              </Button>
            ) : null
          }
        />
      }
    >
      {adding ? (
        <NewIntentDrawer
          studio={studio}
          files={[...new Set(intents?.map(({ file }) => file))]}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {id ? <IntentView key={id} studio={studio} id={id} mayEdit={mayEdit} /> : <Nothing title="选一个意图来看它的说法" />}
    </Panes>
  );
}

function IntentView({ studio, id, mayEdit }: Pick<TabProps, "studio" | "mayEdit"> & { id: string }) {
  const url = `/api/studio/knowledge/intents/${encodeURIComponent(id)}`;
  const editing = useEditing<Intent>(studio, [...PLACE, id].join("/"), {
    read: () => studio.call("GET", url),
    write: ({ version, examples }) => studio.call("PUT", url, { version, examples }),
  });
  const { draft } = editing;
  return (
    <ItemView
      place={PLACE}
      title={intentName(id)}
      note={draft ? `${id} · ${draft.base.file}` : id}
      editing={editing}
      parts={PARTS}
      mayEdit={mayEdit}
      hindrance={draft?.mine.examples.length === 0 ? "至少留一条说法" : null}
      summary={draft ? summaryOf(draft.base.examples, draft.mine.examples) : null}
    >
      {(mine, base) => (
        <Sheet title="客户的说法">
          <LinesEditor
            studio={studio}
            value={mine.examples}
            base={base.examples}
            label={{ kind: "intent", id }}
            marked
            placeholder="客户会怎么说；可以一次粘贴多行"
            onChange={mayEdit ? (examples) => editing.change({ examples }) : undefined}
          />
        </Sheet>
      )}
    </ItemView>
  );
}
