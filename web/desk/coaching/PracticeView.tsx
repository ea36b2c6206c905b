/** A practice: the talk left, the case and the score right. What was typed stays until it was taken. */

import { goTo } from "@shared/board";
import { PageFrame } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { App, Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { Marks, Talk } from "../../coaching/Marks";
import type { Practice } from "../../coaching/types";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { hashOf } from "../place";
import { errorText } from "../words";
import "../../coaching/coaching.css";

export function PracticeView({ desk, id }: { desk: Desk; id: string }) {
  const { message } = App.useApp();
  const path = `/api/desk/coaching/practices/${encodeURIComponent(id)}`;
  const read = useReading(() => desk.call<Practice>("GET", path), [desk, path]);
  const [newest, setNewest] = useState<Practice | null>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const bottom = useRef<HTMLDivElement>(null);
  const lines = newest?.lines.length ?? read.value?.lines.length ?? 0;
  useEffect(() => {
    bottom.current?.scrollIntoView({ block: "end" });
  }, [lines]);

  const act = async (verb: "messages" | "end", body: object): Promise<void> => {
    setBusy(true);
    try {
      setNewest(await desk.call<Practice>("POST", `${path}/${verb}`, body));
      if (verb === "messages") setText("");
    } catch (error) {
      void message.error(errorText(codeOf(error)));
      setNewest(null);
      read.again();
    } finally {
      setBusy(false);
    }
  };

  return (
    <PageFrame
      title={`模拟练习${read.value ? ` · ${read.value.title}` : ""}`}
      acts={<Button onClick={() => goTo(hashOf("coaching"))}>返回培训</Button>}
    >
      <Shown read={read}>
        {(found) => {
          const practice = newest ?? found;
          const say = (): void => {
            if (text.trim() && !busy) void act("messages", { text: text.trim(), version: practice.version });
          };
          return (
            <div className="practice">
              <div className="practice-talk">
                <p className="practice-mark">这是模拟客户，说错了也没关系。</p>
                <div className="practice-scroll">
                  <Talk practice={practice} />
                  <div ref={bottom} />
                </div>
                {practice.ended_at === null ? (
                  <div className="practice-write">
                    <Input.TextArea
                      value={text}
                      autoFocus
                      className="grow" rows={1}
                      maxLength={1000}
                      aria-label="对模拟客户说"
                      placeholder="像平时接待一样回复，回车发送"
                      data-testid="practice-text"
                      onChange={(event) => setText(event.target.value)}
                      onPressEnter={(event) => {
                        if (event.shiftKey || event.nativeEvent.isComposing) return;
                        event.preventDefault();
                        say();
                      }}
                    />
                    <Button type="primary" loading={busy} disabled={!text.trim()} onClick={say}>
                      发送
                    </Button>
                    <Button disabled={busy} onClick={() => void act("end", { version: practice.version })}>
                      结束并看评分
                    </Button>
                  </div>
                ) : null}
              </div>
              <aside className="practice-side" aria-label="案例">
                <Marks practice={practice} />
                <div className="practice-about">
                  <h2 className="hint">情况</h2>
                  <p>{practice.about}</p>
                  <p className="quiet">客户{practice.mood}。需要的信息要问了才会说。</p>
                </div>
              </aside>
            </div>
          );
        }}
      </Shown>
    </PageFrame>
  );
}
