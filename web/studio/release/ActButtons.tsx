/** What may be done with a model now. Nothing is done before a sentence has said what becomes of conversations in progress. */

import { goTo } from "@shared/board";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import type { User } from "../../staff/types";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { ActDialog } from "./ActDialog";
import { type Act, actsOf, changesBetween, hindrance } from "./models";
import type { Standing } from "./ModelsPage";
import type { Model } from "./releaseTypes";

const NAMES: Record<Act, string> = {
  approve: "批准",
  canary: "灰度",
  live: "正式上线",
  shadow: "影子观察",
  stop: "停止",
  rollback: "撤回",
};

interface Props {
  studio: Studio;
  user: User;
  model: Model;
  standing: Standing;
  onDone: () => void;
  /** Not where the gate is shown already. */
  gate?: boolean;
  /** Nothing here is what one came for. */
  calm?: boolean;
}

export function ActButtons({ studio, user, model, standing, onDone, gate = true, calm = false }: Props) {
  const [asked, setAsked] = useState<Act | null>(null);
  const live = standing.models.find(({ id }) => id === standing.release.live);
  const why = hindrance(user, model, changesBetween(standing.changes, live?.commit, model.commit));
  return (
    <div className="acts">
      {gate ? (
        <Button size={calm ? "small" : "middle"} onClick={() => goTo(hashOf("models", model.id))} data-testid="open-gate">
          {model.state === "live" ? "成绩" : "和线上比"}
        </Button>
      ) : null}
      {model.state === "canary" || model.state === "shadow" ? (
        <Button onClick={() => goTo(hashOf("models", model.id, "comparison"))} data-testid="open-comparison">
          {model.state === "canary" ? "试用情况" : "不同的回答"}
        </Button>
      ) : null}
      {actsOf(model, standing.release).map((act, place) => {
        const refused = act === "approve" ? why : null;
        const button = (
          <Button
            key={act}
            type={place === 0 && act !== "rollback" && !calm ? "primary" : "default"}
            size={calm ? "small" : "middle"}
            danger={act === "rollback"}
            disabled={refused !== null}
            data-testid={`act-${act}`}
            onClick={() => setAsked(act)}
          >
            {act === "canary" && model.state === "canary" ? "改比例" : NAMES[act]}
          </Button>
        );
        return refused ? (
          <Tooltip key={act} title={refused}>
            {button}
          </Tooltip>
        ) : (
          button
        );
      })}
      {why && actsOf(model, standing.release).includes("approve") ? <span className="act-why quiet">{why}</span> : null}
      {asked ? (
        <ActDialog
          studio={studio}
          act={asked}
          model={model}
          standing={standing}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            onDone();
          }}
        />
      ) : null}
    </div>
  );
}
