/** 培训: an agent practises with simulated customers, answers quizzes, and sees the own record. */

import { goTo } from "@shared/board";
import { formatDate, formatMoment } from "@shared/format";
import { PageFrame, Sheet } from "@shared/ui/PageFrame";
import { PageTabs, Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { App, Button, Tag } from "antd";
import { useState } from "react";
import { Hours } from "../../coaching/Hours";
import type { Entry, Mine, Practice, QuizBegun } from "../../coaching/types";
import { AREAS, DIFFICULTY, KINDS } from "../../coaching/words";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import { hashOf } from "../place";
import { errorText } from "../words";
import { DeskTour } from "./DeskTour";
import { PracticeView } from "./PracticeView";
import { QuizView } from "./QuizView";

const TABS = [
  { key: "learn", label: "练习与测验", hash: hashOf("coaching") },
  { key: "record", label: "我的记录", hash: hashOf("coaching", "record") },
];

export function CoachingPage({ desk, rest }: { desk: Desk; rest: string[] }) {
  const [part = "learn", id] = rest;
  const [quiz, setQuiz] = useState<QuizBegun | null>(null);
  const read = useReading(() => desk.call<Mine>("GET", "/api/desk/coaching"), [desk, part, quiz]);
  if (part === "practice" && id) return <PracticeView desk={desk} id={id} />;
  if (quiz) return <QuizView desk={desk} quiz={quiz} onEnd={() => setQuiz(null)} />;
  return (
    <PageFrame title="培训" tools={<PageTabs tabs={TABS} active={part} label="培训" />} acts={read.value ? <DeskTour desk={desk} seen={read.value.tour} /> : null}>
      <Shown read={read}>
        {(mine) => (part === "record" ? <Record mine={mine} /> : <Learn desk={desk} mine={mine} onQuiz={setQuiz} />)}
      </Shown>
    </PageFrame>
  );
}

function Learn({ desk, mine, onQuiz }: { desk: Desk; mine: Mine; onQuiz: (quiz: QuizBegun) => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const begin = async (id: string, how: () => Promise<void>): Promise<void> => {
    setBusy(id);
    try {
      await how();
    } catch (error) {
      void message.error(errorText(codeOf(error)));
    } finally {
      setBusy(null);
    }
  };
  const practise = (id: string): Promise<void> =>
    begin(id, async () => {
      const practice = await desk.call<Practice>("POST", "/api/desk/coaching/practices", { case: id });
      goTo(hashOf("coaching", "practice", practice.id));
    });
  const ask = (id: string): Promise<void> =>
    begin(id, async () => onQuiz(await desk.call<QuizBegun>("POST", "/api/desk/coaching/quizzes", { quiz: id })));
  const open = mine.plan.filter((item) => !item.done);
  return (
    <>
      <Hours minutes={mine.minutes} target={mine.target_minutes} least={mine.alert_below_minutes} />
      <Sheet title={open.length ? `本季度计划，还有 ${open.length} 项` : "本季度计划已完成"}>
        <ul className="plan" data-testid="plan">
          {mine.plan.map((item) => (
            <li key={item.kind + item.id} className={item.done ? "plan-done" : undefined}>
              <span>{item.title}</span>
              <small className="quiet">{item.kind === "quiz" ? "测验" : "模拟练习"}</small>
              <span className="push">
                {item.done ? "已通过" : <span className="quiet num">{formatDate(item.due_on)} 前</span>}
              </span>
            </li>
          ))}
        </ul>
      </Sheet>
      <h2 className="hint">模拟客户</h2>
      <ul className="lessons">
        {mine.cases.map((each) => (
          <li key={each.id} className="lesson" data-testid={`case-${each.id}`}>
            <h3>{each.title}</h3>
            <p className="lesson-meta">
              <span>{AREAS[each.area]}</span>
              <span>{DIFFICULTY[each.difficulty]}</span>
              <span>客户{each.mood}</span>
            </p>
            <p className="lesson-about">{each.about}</p>
            <p className="lesson-foot">
              <span className="quiet">{each.best === null ? "还没练过" : `最好 ${each.best} 分`}</span>
              <Button type="primary" ghost loading={busy === each.id} onClick={() => void practise(each.id)}>
                开始练习
              </Button>
            </p>
          </li>
        ))}
      </ul>
      <h2 className="hint">测验</h2>
      <ul className="lessons">
        {mine.quizzes.map((each) => (
          <li key={each.id} className="lesson" data-testid={`quiz-${each.id}`}>
            <h3>{each.title}</h3>
            <p className="lesson-meta">
              <span>{AREAS[each.area]}</span>
              <span className="num">{each.questions} 题</span>
              <span className="num">{each.pass_from} 分通过</span>
            </p>
            <p className="lesson-foot">
              <span className="quiet">{each.best === null ? "还没考过" : `最好 ${each.best} 分`}</span>
              <Button loading={busy === each.id} onClick={() => void ask(each.id)}>
                开始测验
              </Button>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

const COLUMNS: Column<Entry>[] = [
  { key: "at", title: "时间", cell: (entry) => formatMoment(entry.at), by: (entry) => entry.at },
  { key: "title", title: "内容", cell: (entry) => entry.title },
  { key: "kind", title: "形式", cell: (entry) => KINDS[entry.kind] },
  { key: "area", title: "方面", wide: true, cell: (entry) => AREAS[entry.area] },
  { key: "minutes", title: "分钟", num: true, cell: (entry) => entry.minutes, by: (entry) => entry.minutes },
  {
    key: "score",
    title: "得分",
    num: true,
    cell: (entry) => entry.score ?? "–",
    by: (entry) => entry.score,
  },
  {
    key: "passed",
    title: "结果",
    cell: (entry) =>
      entry.passed === null ? "–" : entry.passed ? <Tag color="green">通过</Tag> : <Tag>未通过</Tag>,
  },
];

function Record({ mine }: { mine: Mine }) {
  return (
    <>
      <Hours minutes={mine.minutes} target={mine.target_minutes} least={mine.alert_below_minutes} />
      <Sheet>
        <Table
          label="我的培训记录"
          testId="record"
          columns={COLUMNS}
          rows={mine.entries}
          rowKey={(entry) => entry.at + entry.title}
          nothing="今年还没有记录，从一次模拟练习开始吧"
        />
      </Sheet>
    </>
  );
}
