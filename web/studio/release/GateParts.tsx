/** The tables of a gate. */

import { Table } from "@shared/ui/Table";
import { intentName } from "../names";
import { FIGURES, course, deltaText, figureTitle, marginText, percent, valueText } from "./figures";
import type { Figure, Gate } from "./releaseTypes";

const COURSE = { better: "tone-good", worse: "tone-worse", same: "tone-none" } as const;

export function FigureTable({ figures }: { figures: Figure[] }) {
  return (
    <div className="model-figures">
      <Table<Figure>
        label="各项成绩"
        testId="figures"
        rows={figures}
        rowKey={({ name }) => name}
        nothing=""
        columns={[
          {
            key: "name",
            title: "",
            cell: ({ name }) => (
              <span className="figure-name">
                {figureTitle(name)}
                <small>{FIGURES[name]?.hint}</small>
              </span>
            ),
          },
          { key: "live", title: "线上", num: true, cell: ({ name, live }) => valueText(name, live) },
          { key: "candidate", title: "新模型", num: true, cell: ({ name, candidate }) => <b>{valueText(name, candidate)}</b> },
          {
            key: "delta",
            title: "变化",
            num: true,
            cell: (figure) => <span className={figure.red ? "tone-breach" : COURSE[course(figure)]}>{deltaText(figure)}</span>,
          },
          { key: "margin", title: "最多可以差", num: true, wide: true, cell: marginText },
          { key: "red", title: "", cell: ({ red, margin, delta }) => (red ? <span className="chip chip-late">超出</span> : margin === null || delta === null ? "" : <span className="tone-none">可以</span>) },
        ]}
      />
    </div>
  );
}

export function ConfusionTable({ rows }: { rows: Gate["confusion"] }) {
  const changed = rows.filter(({ live, candidate }) => live !== candidate);
  return (
    <Table<Gate["confusion"][number]>
      label="什么和什么更容易弄混"
      rows={changed}
      rowKey={({ truth, judged }) => `${truth}>${judged}`}
      nothing="没有新弄混的。"
      columns={[
        { key: "truth", title: "本来是", cell: ({ truth }) => intentName(truth) },
        { key: "judged", title: "当成了", cell: ({ judged }) => intentName(judged) },
        { key: "live", title: "线上", num: true, cell: ({ live }) => live },
        {
          key: "candidate",
          title: "新模型",
          num: true,
          cell: ({ live, candidate }) => <span className={candidate > live ? "tone-worse" : "tone-good"}>{candidate}</span>,
        },
      ]}
    />
  );
}

export function TopicTable({ changes }: { changes: NonNullable<Gate["faq"]>["changes"] }) {
  return (
    <Table<NonNullable<Gate["faq"]>["changes"][number]>
      label="问答的变化"
      rows={changes}
      rowKey={({ id }) => id}
      nothing="每个问答都和线上一样。"
      columns={[
        { key: "question", title: "标准问", cell: ({ question }) => <span className="clip">{question}</span> },
        { key: "live", title: "线上答对", num: true, cell: ({ live, rows }) => `${live}/${rows}` },
        {
          key: "candidate",
          title: "新模型答对",
          num: true,
          cell: ({ live, candidate, rows }) => <span className={candidate < live ? "tone-worse" : "tone-good"}>{`${candidate}/${rows}`}</span>,
        },
      ]}
    />
  );
}

export function GoldenList({ golden }: { golden: Gate["golden"] }) {
  if (!golden?.candidate) return <p className="sheet-body quiet">这次没有走标准对话。</p>;
  const { live, candidate, deviations } = golden;
  return (
    <div className="sheet-body golden" data-testid="golden">
      <p className="num">
        {candidate.conversations} 段里 {candidate.right} 段照约定走完{live ? `；线上模型 ${live.right} 段` : ""}。
      </p>
      <ol>
        {deviations.map((each) => (
          <li key={`${each.conversation}${each.turn}${each.said}`}>
            <b>{each.conversation}</b>
            <span className="quiet num">第 {each.turn} 句</span>
            {each.newly === false ? <span className="chip chip-done">线上也这样</span> : <span className="chip chip-late">新出现</span>}
            <q>{each.said}</q>
            {each.problems.map((problem) => (
              <p key={problem} className="quiet">
                {problem}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

export function CrossValidation({ both }: { both: Gate["cross_validation"] }) {
  const now = both?.candidate?.accuracy;
  if (now === undefined) return <p className="sheet-body quiet">这次训练没有做交叉验证。想知道训练数据自己是不是矛盾，训练时可以勾上。</p>;
  const was = both?.live?.accuracy;
  return (
    <p className="sheet-body num">
      把训练数据轮流留出一份来考，答对 {percent(now)}
      {was === undefined ? "" : `，线上模型 ${percent(was)}`}。
    </p>
  );
}
