import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { Sheet } from "@shared/ui/PageFrame";
import { Button } from "antd";
import type { ReactNode } from "react";
import type { User } from "../../staff/types";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { ActButtons } from "./ActButtons";
import { percent } from "./figures";
import { ACTS, STATES, modelName, nameOf, shortId, sinceOf } from "./models";
import type { Standing } from "./ModelsPage";
import type { Model } from "./releaseTypes";
import { VerdictTag } from "./VerdictTag";

interface Props {
  studio: Studio;
  user: User;
  standing: Standing;
  again: () => void;
}

const WAITING = new Set(["candidate", "approved"]);
const PAST = new Set(["retired", "withdrawn"]);

export function ModelsView({ studio, user, standing, again }: Props) {
  const { models, release, releases } = standing;
  const of = (id: string | null): Model | undefined => models.find((model) => model.id === id);
  const live = of(release.live);
  const canary = of(release.canary);
  const shadow = of(release.shadow);
  const waiting = models.filter(({ state }) => WAITING.has(state));
  const past = models.filter(({ state }) => PAST.has(state));
  const acts = (model: Model, calm = false): ReactNode => (
    <ActButtons studio={studio} user={user} model={model} standing={standing} onDone={again} calm={calm} />
  );
  const since = (id: string, act: "live" | "canary" | "shadow"): string => {
    const found = sinceOf(releases, id, act);
    return found ? `${formatMoment(found.at)}起` : "";
  };
  return (
    <>
      <div className="places" data-testid="places">
        <Place
          title="线上"
          share={release.canary ? 100 - release.canary_share : 100}
          said={live ? "的会话由它回答" : ""}
          model={live}
          since={live ? since(live.id, "live") || `${formatMoment(live.trained_at)}训练` : ""}
          nothing="还没有模型，先去训练一个"
          acts={live && acts(live)}
          testId="live"
        />
        {canary ? (
          <Place title="灰度" share={release.canary_share} said="的会话由它回答" model={canary} since={since(canary.id, "canary")} acts={acts(canary)} testId="canary" />
        ) : null}
        {shadow ? (
          <Place title="影子" share={release.shadow_share} said="的会话它跟着听，不回答" model={shadow} since={since(shadow.id, "shadow")} acts={acts(shadow)} testId="shadow" />
        ) : null}
      </div>
      <Sheet title="等待发布">
        {waiting.length === 0 ? (
          <p className="sheet-body quiet">
            没有等待发布的模型。{" "}
            <Button type="link" size="small" onClick={() => goTo(hashOf("training"))}>
              去训练
            </Button>
          </p>
        ) : (
          <Rows models={waiting} acts={acts} testId="candidates" />
        )}
      </Sheet>
      {past.length > 0 ? (
        <Sheet title="用过的模型">
          <Rows models={past} acts={(model) => acts(model, true)} testId="past-models" />
        </Sheet>
      ) : null}
      <Sheet title="发布记录">
        <ol className="releases" data-testid="releases">
          {releases.map((each) => (
            <li key={each.id}>
              <span className="quiet num">{formatMoment(each.at)}</span>
              <span>
                <b>{each.by_name ?? each.by}</b> {ACTS[each.act]}
                {each.share && (each.act === "canary" || each.act === "shadow") ? ` ${each.share}%` : ""}：{nameOf(each.model, models)}
                {each.note ? <span className="release-note">{each.note}</span> : null}
              </span>
            </li>
          ))}
        </ol>
        {releases.length === 0 ? <p className="sheet-body quiet">还没有发布过，线上是最近训练的模型。</p> : null}
      </Sheet>
    </>
  );
}

interface RowsProps {
  models: Model[];
  acts: (model: Model) => ReactNode;
  testId: string;
}

function Rows({ models, acts, testId }: RowsProps) {
  return (
    <ul className="candidates" data-testid={testId}>
      {models.map((model) => (
        <li key={model.id} data-id={model.id}>
          <div className="candidate-who">
            <b>{modelName(model)}</b>
            <span className="quiet num">
              {[model.trained_by_name ?? model.trained_by, model.changes ? `比线上多 ${model.changes} 处改动` : null, PAST.has(model.state) ? `听懂 ${percent(model.figures?.accuracy)}` : null, shortId(model.id)]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </div>
          <div className="candidate-verdict">
            {PAST.has(model.state) ? <span className="chip chip-done">{STATES[model.state]}</span> : <VerdictTag verdict={model.gate} />}
            {model.state === "approved" ? <span className="quiet">{model.approved_by_name ?? model.approved_by}已批准</span> : null}
          </div>
          {acts(model)}
        </li>
      ))}
    </ul>
  );
}

interface PlaceProps {
  title: string;
  share: number;
  said: string;
  model: Model | undefined;
  since: string;
  nothing?: string;
  acts?: ReactNode;
  testId: string;
}

function Place({ title, share, said, model, since, nothing, acts, testId }: PlaceProps) {
  return (
    <section className={`place place-${testId}`} data-testid={`place-${testId}`} data-id={model?.id}>
      <header>
        <h2>{title}</h2>
        <span className="quiet num">{since}</span>
      </header>
      {model ? (
        <>
          <p className="place-share num">
            <b>{share}%</b> {said}
          </p>
          <div className="share-bar" aria-hidden="true">
            <i style={{ width: `${share}%` }} />
          </div>
          <p className="place-name">
            {modelName(model)} <span className="quiet num">{shortId(model.id)}</span>
          </p>
          {model.figures ? (
            <dl className="place-figures">
              {[
                ["听懂", model.figures.accuracy],
                ["问答答对", model.figures.faq_hit_1],
                ["不该答的没答", model.figures.out_of_scope_recall],
              ].map(([name, value]) => (
                <div key={name as string}>
                  <dt>{name}</dt>
                  <dd className="num">{percent(value as number | null | undefined)}</dd>
                </div>
              ))}
            </dl>
          ) : (
            <p className="quiet">成绩会在下一次训练时量出来。</p>
          )}
          <div className="place-acts">{acts}</div>
        </>
      ) : (
        <p className="quiet">{nothing}</p>
      )}
    </section>
  );
}
