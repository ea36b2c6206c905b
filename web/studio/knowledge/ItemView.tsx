/** Right: one item that is read, changed and saved, whatever its kind. */

import { goTo } from "@shared/board";
import { Nothing } from "@shared/ui/PageFrame";
import { Button, Spin } from "antd";
import type { ReactNode } from "react";
import { Conflict } from "../editing/Conflict";
import { EditBar } from "../editing/EditBar";
import type { Part } from "../editing/merge";
import type { Editing } from "../editing/useEditing";
import { hashOf } from "../pages";
import { errorText } from "../words";

interface Props<T> {
  /** Where its list is. */
  place: string[];
  title: string;
  note: ReactNode;
  editing: Editing<T>;
  parts: Part<T>[];
  mayEdit: boolean;
  hindrance?: string | null;
  summary?: string | null;
  acts?: ReactNode;
  children: (mine: T, base: T) => ReactNode;
}

export function ItemView<T extends { version: string }>({
  place, title, note, editing, parts, mayEdit, hindrance, summary, acts, children,
}: Props<T>) {
  const { draft, error, theirs } = editing;
  if (!draft) {
    return error ? (
      <Nothing title={errorText(error)}>
        <Button onClick={editing.again}>重试</Button>
      </Nothing>
    ) : (
      <Spin className="page-loading list-loading" aria-label="正在读取" />
    );
  }
  return (
    <section className="item-view" aria-label={title}>
      <header className="group-head">
        <Button className="group-back" type="text" onClick={() => goTo(hashOf(...place))}>
          ‹ 返回
        </Button>
        <div>
          <h2>{title}</h2>
          <p className="quiet num">{note}</p>
        </div>
      </header>
      <div className="group-body">{children(draft.mine, draft.base)}</div>
      {mayEdit ? (
        <EditBar editing={editing} hindrance={hindrance} summary={summary} onSave={() => void editing.save()}>
          {acts}
        </EditBar>
      ) : null}
      {theirs ? (
        <Conflict
          parts={parts}
          base={draft.base}
          mine={draft.mine}
          theirs={theirs}
          busy={editing.busy}
          onSave={(merged) => void editing.save(merged)}
          onTheirs={editing.adopt}
          onClose={editing.back}
        />
      ) : null}
    </section>
  );
}
