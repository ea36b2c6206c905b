/** The customer's way through our house, stage by stage, each with where it hurts: hand-offs, misses, bad ratings. */

import { ShareBar } from "@shared/charts/ShareBar";
import { Nothing } from "@shared/ui/PageFrame";
import { NONE, countText } from "../numbers";
import type { Stage } from "../types";

/** Below this many questions a rate says little. */
const FEW = 10;

export function worst(stages: readonly Stage[]): Stage | null {
  const known = stages.filter(({ n, pain }) => n >= FEW && (pain.rate ?? 0) > 0);
  return known.reduce<Stage | null>((most, each) => ((each.pain.rate ?? 0) > (most?.pain.rate ?? 0) ? each : most), null);
}

export function Journey({ stages }: { stages: Stage[] }) {
  if (stages.every(({ n }) => n === 0)) return <Nothing title="这段时间没有客户提问" hint="换一段长一点的时间再看。" />;
  const sore = worst(stages);
  const most = Math.max(...stages.map(({ n, pain }) => (n >= FEW ? (pain.rate ?? 0) : 0)), 1);
  return (
    <>
      <ol className="journey">
        {stages.map((stage) => (
          <li key={stage.id} className={stage === sore ? "journey-sore" : undefined}>
            <p className="journey-name">
              {stage.name}
              {stage === sore ? <span className="chip chip-late">最不顺</span> : null}
            </p>
            <p className="num">
              <b>{countText(stage.n)}</b> <span className="quiet">次提问</span>
            </p>
            {stage.n === 0 ? (
              <p className="quiet">{NONE}</p>
            ) : (
              <>
                <ShareBar share={(stage.pain.rate ?? 0) / most} red={stage === sore} />
                <p className="num">
                  每百次不顺 <b>{countText(stage.pain.rate ?? 0)}</b>
                </p>
                <ul className="quiet num">
                  <li>转人工 {countText(stage.pain.handoffs)}</li>
                  <li>没听懂 {countText(stage.pain.missed)}</li>
                  <li>差评 {countText(stage.pain.bad_ratings)}</li>
                </ul>
              </>
            )}
          </li>
        ))}
      </ol>
      <p className="hint sheet-hint">每百次不顺 =（转人工 + 没听懂 + 差评）÷ 提问次数 × 100；一上来就要找人的，不算不顺。不到 {FEW} 次提问的不评最不顺。</p>
    </>
  );
}
