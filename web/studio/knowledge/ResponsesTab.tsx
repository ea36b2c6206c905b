/** What the bot says by itself: every wording of it, for all channels or one, with the blanks that are filled in. */

import { Nothing, Panes, Sheet } from "@shared/ui/PageFrame";
import { useReading } from "@shared/useReading";
import { Button, Input, Select } from "antd";
import type { Part } from "../editing/merge";
import { useEditing } from "../editing/useEditing";
import { CHANNELS } from "./faqTypes";
import { ItemList } from "./ItemList";
import { ItemView } from "./ItemView";
import type { TabProps } from "./KnowledgePage";
import { type Mention, MentionList } from "./MentionsTab";

const PLACE = ["knowledge", "responses"];

interface Variant {
  text: string;
  channel: string | null;
}

interface Response {
  id: string;
  version: string;
  variants: Variant[];
  variables: string[];
  used_in: Mention[];
}

/** A wording as one line, for comparing. */
const lineOf = ({ text, channel }: Variant): string => `${channel ? `〔${CHANNELS[channel] ?? channel}〕` : ""}${text}`;
const PARTS: Part<Response>[] = [
  {
    key: "variants",
    title: "说法",
    read: (response) => response.variants.map(lineOf),
    write: (response, value) => ({
      ...response,
      variants: (value as string[]).map((line) => {
        const found = /^〔(.+?)〕/.exec(line);
        const channel = Object.entries(CHANNELS).find(([name, title]) => found && (title === found[1] || name === found[1]))?.[0];
        return channel && found ? { text: line.slice(found[0].length), channel } : { text: line, channel: null };
      }),
    }),
  },
];

export function ResponsesTab({ studio, id, mayEdit }: TabProps) {
  const { value, error, again } = useReading(
    () => studio.call<{ responses: { id: string; text: string; variants: number }[] }>("GET", "/api/studio/knowledge/responses"),
    [studio],
  );
  return (
    <Panes
      open={id !== null}
      list={
        <ItemList
          studio={studio}
          place={PLACE}
          label="话术"
          items={value?.responses.map((each) => ({ id: each.id, title: each.text || each.id, note: each.id, also: each.id })) ?? null}
          error={error}
          onRetry={again}
          open={id}
          nothing="还没有话术"
        />
      }
    >
      {id ? <ResponseView key={id} studio={studio} id={id} mayEdit={mayEdit} /> : <Nothing title="选一条话术来看或修改" />}
    </Panes>
  );
}

function ResponseView({ studio, id, mayEdit }: Pick<TabProps, "studio" | "mayEdit"> & { id: string }) {
  const url = `/api/studio/knowledge/responses/${encodeURIComponent(id)}`;
  const editing = useEditing<Response>(studio, [...PLACE, id].join("/"), {
    read: () => studio.call("GET", url),
    write: ({ version, variants }) => studio.call("PUT", url, { version, variants }),
  });
  const set = (variants: Variant[]): void => editing.change({ variants });
  return (
    <ItemView
      place={PLACE}
      title={id}
      note="机器人自己说的话"
      editing={editing}
      parts={PARTS}
      mayEdit={mayEdit}
      hindrance={editing.draft?.mine.variants.some(({ text }) => !text.trim()) ? "有一条还是空的" : null}
    >
      {(mine) => (
        <>
          <Sheet title="怎么说">
            <ul className="variants">
              {mine.variants.map((variant, place) => (
                <li key={place}>
                  <Input.TextArea
                    className="grow"
                    rows={2}
                    value={variant.text}
                    readOnly={!mayEdit}
                    aria-label={`第 ${place + 1} 种说法`}
                    data-testid="variant"
                    onChange={(event) => set(mine.variants.map((each, at) => (at === place ? { ...each, text: event.target.value } : each)))}
                  />
                  <Select
                    className="item-choice"
                    placeholder="全部渠道"
                    aria-label="渠道"
                    allowClear
                    disabled={!mayEdit}
                    value={variant.channel ?? undefined}
                    options={Object.entries(CHANNELS).map(([name, title]) => ({ value: name, label: title }))}
                    onChange={(channel: string | undefined) =>
                      set(mine.variants.map((each, at) => (at === place ? { ...each, channel: channel ?? null } : each)))
                    }
                  />
                  {mayEdit && mine.variants.length > 1 ? (
                    <Button type="text" onClick={() => set(mine.variants.filter((_, at) => at !== place))}>
                      删
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
            {mayEdit ? (
              <div className="sheet-body">
                <Button onClick={() => set([...mine.variants, { text: "", channel: null }])}>再加一种说法</Button>
                {mine.variables.length > 0 ? (
                  <p className="hint variables-hint">
                    可以用的变量：
                    {mine.variables.map((name) => (
                      <code key={name}>{`{${name}}`}</code>
                    ))}
                  </p>
                ) : null}
              </div>
            ) : null}
          </Sheet>
          {mine.used_in.length > 0 ? (
            <Sheet title="用在哪里">
              <MentionList mentions={mine.used_in} words={id} />
            </Sheet>
          ) : null}
        </>
      )}
    </ItemView>
  );
}
