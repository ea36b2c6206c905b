/** 改动: who taught the bot what, and when; what exactly changed; and taking it back. */

import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { Nothing, Panes, Sheet } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { usePages, useReading } from "@shared/useReading";
import { App, Button, Popconfirm, Spin } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { fileName } from "../names";
import { type PageProps, hashOf, teaches } from "../pages";
import type { Studio } from "../studio";
import type { Change } from "../types";
import { errorText, refusal } from "../words";
import "@shared/ui/page.css";
import "../inbox/inbox.css";
import "./changes.css";

interface Line {
  kind: "same" | "add" | "remove";
  old: number | null;
  new: number | null;
  text: string;
}

interface Detail extends Change {
  diffs: { file: string; hunks: { lines: Line[] }[] }[];
}

export default function ChangesPage({ studio, user, rest }: PageProps) {
  const [open = null] = rest;
  const news = useSyncExternalStore(studio.dataNews.subscribe, studio.dataNews.snapshot);
  const { value, error, next, busy, again, more } = usePages<Change>(async (before) => {
    const found = await studio.call<{ changes: Change[]; next: string | null }>(
      "GET",
      `/api/studio/changes${before ? `?before=${encodeURIComponent(before)}` : ""}`,
    );
    return { rows: found.changes, next: found.next };
  }, [studio, news.count]);
  return (
    <>
      <header className="page-head">
        <h1>改动记录</h1>
        <span className="quiet">每次保存都记在这里，都能撤销</span>
      </header>
      <Panes
        open={open !== null}
        list={
          <>
            {value === null && !error ? <Spin className="page-loading list-loading" aria-label="正在读取" /> : null}
            {error ? (
              <Nothing title={errorText(error)}>
                <Button onClick={again}>重试</Button>
              </Nothing>
            ) : null}
            {value?.length === 0 ? <Nothing title="还没有改动" /> : null}
            <ul className="groups" data-testid="changes">
              {value?.map((change) => (
                <li key={change.id} className={change.id === open ? "row change-row row-selected" : "row change-row"} data-testid="change">
                  <button type="button" className="row-open" aria-current={change.id === open || undefined} onClick={() => goTo(hashOf("changes", change.id))}>
                    <span className={change.undone_by ? "change-title change-undone" : "change-title"}>{change.message}</span>
                    <span className="row-meta num">
                      {change.author.name} · {formatMoment(change.at)} · {fileName(change.files[0] ?? "")}
                      {change.files.length > 1 ? ` 等 ${change.files.length} 处` : ""}
                      {change.undone_by ? " · 已撤销" : ""}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            {next ? (
              <Button className="more-button" loading={busy} onClick={more}>
                再看一些
              </Button>
            ) : null}
          </>
        }
      >
        {open ? <ChangeView key={open} studio={studio} id={open} mayUndo={teaches(user)} /> : <Nothing title="选一次改动，看改了什么" />}
      </Panes>
    </>
  );
}

function ChangeView({ studio, id, mayUndo }: { studio: Studio; id: string; mayUndo: boolean }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const news = useSyncExternalStore(studio.dataNews.subscribe, studio.dataNews.snapshot);
  const read = useReading(() => studio.call<Detail>("GET", `/api/studio/changes/${encodeURIComponent(id)}`), [studio, id]);
  useEffect(() => {
    if (news.count > 0) read.again();
  }, [news.count]);
  const undo = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await studio.call<Change>("POST", `/api/studio/changes/${encodeURIComponent(id)}/undo`);
      studio.dataNews.tell();
      void message.success("已撤销");
      goTo(hashOf("changes", made.id));
    } catch (reason) {
      void message.error(refusal(reason), 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Shown read={read}>
      {(change) => (
        <section className="item-view" aria-label={change.message}>
          <header className="group-head">
            <Button className="group-back" type="text" onClick={() => goTo(hashOf("changes"))}>
              ‹ 返回
            </Button>
            <div>
              <h2>{change.message}</h2>
              <p className="quiet num">
                {change.author.name} · {formatMoment(change.at)} · 版本 {change.id.slice(0, 8)}
              </p>
            </div>
            {mayUndo && !change.undone_by ? (
              <Popconfirm
                title="撤销这次改动？"
                description="会多一次相反的改动，别的改动不受影响。"
                okText="撤销"
                cancelText="取消"
                onConfirm={() => void undo()}
              >
                <Button className="push" loading={busy} data-testid="undo">
                  撤销这次改动
                </Button>
              </Popconfirm>
            ) : change.undone_by ? (
              <Button className="push" type="link" onClick={() => goTo(hashOf("changes", change.undone_by ?? ""))}>
                已撤销，看那次改动
              </Button>
            ) : null}
          </header>
          <div className="group-body">
            {change.diffs.map(({ file, hunks }) => (
              <Sheet key={file} title={fileName(file)} acts={<span className="quiet num">{countText(hunks)} · {file}</span>}>
                <Hunks hunks={hunks} />
              </Sheet>
            ))}
          </div>
        </section>
      )}
    </Shown>
  );
}

function countText(hunks: Detail["diffs"][number]["hunks"]): string {
  const count = (kind: Line["kind"]): number => hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.kind === kind).length, 0);
  return [count("add") && `加 ${count("add")} 行`, count("remove") && `减 ${count("remove")} 行`].filter(Boolean).join("，");
}

const SIGNS = { same: "", add: "+", remove: "−" };
const SAID = { same: "", add: "加上：", remove: "去掉：" };
const SHOWN = 400;

function Hunks({ hunks }: { hunks: { lines: Line[] }[] }) {
  const [all, setAll] = useState(false);
  let left = all ? Number.POSITIVE_INFINITY : SHOWN;
  const total = hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <div className="diff" data-testid="diff">
      {hunks.map(({ lines }, number) => {
        const shown = lines.slice(0, Math.max(0, left));
        left -= shown.length;
        return shown.length ? (
          <table key={number}>
            <tbody>
              {shown.map((line, place) => (
                <tr key={place} className={`diff-${line.kind}`}>
                  <td className="diff-number num">{line.old}</td>
                  <td className="diff-number num">{line.new}</td>
                  <td className="diff-sign" aria-hidden="true">
                    {SIGNS[line.kind]}
                  </td>
                  <td className="diff-text">
                    {SAID[line.kind] ? <span className="visually-hidden">{SAID[line.kind]}</span> : null}
                    {line.text}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null;
      })}
      {!all && total > SHOWN ? (
        <Button className="more-button" onClick={() => setAll(true)}>
          全部显示（共 {total} 行）
        </Button>
      ) : null}
    </div>
  );
}
