/** 案例库: simulated customers, shipped ones to read, the house's own to edit; a real conversation becomes a draft. */

import { goTo } from "@shared/board";
import { Nothing, Panes } from "@shared/ui/PageFrame";
import { Shown } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { App, Button, Input, Modal, Tag } from "antd";
import { type ReactNode, useState } from "react";
import type { Case, ShelvedCase } from "../../coaching/types";
import { AREAS, DIFFICULTY } from "../../coaching/words";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { refusal } from "../words";
import { CaseDrawer } from "./CaseDrawer";

interface Props {
  studio: Studio;
  open: string | null;
  tools: ReactNode;
}

export function CasesTab({ studio, open, tools }: Props) {
  const { message } = App.useApp();
  const read = useReading(
    () => studio.call<{ cases: ShelvedCase[] }>("GET", "/api/studio/coaching/cases"),
    [studio],
  );
  const [editing, setEditing] = useState<ShelvedCase | null>(null);
  const [asking, setAsking] = useState(false);
  const [conversation, setConversation] = useState("");
  const draft = async (): Promise<void> => {
    try {
      const found = await studio.call<{ case: Case }>("POST", "/api/studio/coaching/cases/draft", {
        conversation_id: conversation.trim(),
      });
      setAsking(false);
      setConversation("");
      setEditing({ id: found.case.id, case: found.case, ready: false, version: 0, by: "" });
    } catch (error) {
      void message.error(refusal(error));
    }
  };
  return (
    <>
      <header className="page-head">
        <h1>培训</h1>
        {tools}
        <Button className="push" onClick={() => setAsking(true)}>
          从会话起草
        </Button>
      </header>
      <Shown read={read}>
        {({ cases }) => {
          const shown = cases.find((each) => each.id === open) ?? null;
          return (
            <Panes
              open={shown !== null}
              list={
                <ul className="groups" data-testid="cases">
                  {cases.map((each) => (
                    <li key={each.id} className={each.id === open ? "row row-selected" : "row"}>
                      <button type="button" className="row-open" onClick={() => goTo(hashOf("coaching", "cases", each.id))}>
                        <span>{each.case.title}</span>
                        <small className="quiet">
                          {AREAS[each.case.area]} · {DIFFICULTY[each.case.difficulty]}
                          {each.version ? (each.ready ? "" : " · 草稿") : " · 内置"}
                        </small>
                      </button>
                    </li>
                  ))}
                </ul>
              }
            >
              {shown ? (
                <CaseView shelved={shown} onEdit={() => setEditing(shown)} />
              ) : (
                <Nothing title="选一个案例看看" hint="内置案例可以直接练；从真实会话起草的，补完再发布" />
              )}
            </Panes>
          );
        }}
      </Shown>
      {editing ? (
        <CaseDrawer
          studio={studio}
          shelved={editing}
          onClose={() => {
            setEditing(null);
            read.again();
          }}
        />
      ) : null}
      <Modal
        open={asking}
        title="从真实会话起草案例"
        okText="起草"
        cancelText="取消"
        okButtonProps={{ disabled: !conversation.trim() }}
        onOk={() => void draft()}
        onCancel={() => setAsking(false)}
      >
        <p className="quiet">个人信息会先遮住。起草后补上背景和评分点，再发布给同事练。</p>
        <Input
          value={conversation}
          aria-label="会话编号"
          placeholder="会话编号"
          onChange={(event) => setConversation(event.target.value)}
        />
      </Modal>
    </>
  );
}

function CaseView({ shelved, onEdit }: { shelved: ShelvedCase; onEdit: () => void }) {
  const { case: found } = shelved;
  return (
    <article className="case-view">
      <header className="case-row-short">
        <h2>{found.title}</h2>
        {shelved.ready ? <Tag color="green">可以练</Tag> : <Tag>草稿</Tag>}
        {shelved.version ? <Button onClick={onEdit}>修改</Button> : <span className="quiet">内置案例，不能改</span>}
      </header>
      <p>{found.about}</p>
      <dl>
        <div>
          <dt>客户开口</dt>
          {found.opening.map((line) => (
            <dd key={line}>{line}</dd>
          ))}
        </div>
        <div>
          <dt>问了才说</dt>
          {found.facts.length === 0 ? <dd className="quiet">没有</dd> : null}
          {found.facts.map((fact) => (
            <dd key={fact.id}>
              <span className="quiet">{fact.asked.split("|").slice(0, 3).join("、")}</span> → {fact.says}
            </dd>
          ))}
        </div>
        <div>
          <dt>评分点</dt>
          {found.steps.map((step) => (
            <dd key={step.id}>
              <b className="num">{step.points}</b> {step.text}
              {step.first ? <small className="quiet">（要在第一句）</small> : null}
            </dd>
          ))}
        </div>
        <div>
          <dt>耐心</dt>
          <dd>
            {found.patience} 次没说到点上，客户就{found.complains ? "投诉" : "走了"}：{found.gives_up}
          </dd>
        </div>
      </dl>
    </article>
  );
}
