/** 服务流程标准: each step with who answers for it and its limit, drawn as one way; beside it how it is kept now. */

import { Sheet } from "@shared/ui/PageFrame";
import { PageTabs } from "@shared/ui/PageParts";
import { useReading } from "@shared/useReading";
import { valueText } from "../numbers";
import { type PageProps, go, hashOf } from "../pages";
import { wire } from "../period";
import type { Kpi, Kpis } from "../types";
import { FLOWS, type Step } from "./flows";

export default function FlowsPage({ insights, place, span }: PageProps) {
  const flow = FLOWS.find(({ id }) => id === place.rest[0]) ?? FLOWS[0];
  // Without figures the standard still stands.
  const { value } = useReading(() => insights.call<Kpis>("GET", `/api/insights/kpis?${wire(span)}`), [insights, span.from, span.to]);
  const kpis = new Map(value?.groups.flatMap((group) => group.kpis).map((kpi) => [kpi.id, kpi]));
  if (!flow) return null;
  return (
    <>
      <header className="page-head">
        <h1>服务流程标准</h1>
        <PageTabs
          label="流程"
          active={flow.id}
          tabs={FLOWS.map(({ id, name }) => ({ key: id, label: name, hash: hashOf(place.period, "flows", id) }))}
        />
      </header>
      <div className="page-body" data-testid="flows">
        <p className="flow-about">{flow.about}</p>
        <ol className="flow">
          {flow.steps.map((step) => (
            <StepOfFlow
              key={step.name}
              step={step}
              kpi={step.kpi ? kpis.get(step.kpi) : undefined}
              onOpen={() => go(place, "kpi", step.kpi ?? "")}
            />
          ))}
        </ol>
        <Sheet title="走岔的时候">
          <ul className="flow-beside">
            {flow.beside.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Sheet>
      </div>
    </>
  );
}

function StepOfFlow({ step, kpi, onOpen }: { step: Step; kpi?: Kpi; onOpen: () => void }) {
  return (
    <li>
      <div className="flow-step">
        <h2>{step.name}</h2>
        <p className="flow-limit">
          <b>{step.limit ?? step.law?.split("（")[0]}</b>
          {step.from ? <span className="quiet"> 从{step.from}算起</span> : null}
        </p>
        <p>{step.duty}</p>
        <p className="flow-owner">{step.owner}</p>
        {step.law ? <p className="quiet flow-law">法定：{step.law}</p> : null}
        {kpi && kpi.value !== null ? (
          <button type="button" className="flow-kpi num" onClick={onOpen}>
            {kpi.name} {valueText(kpi.value, kpi.unit)}
            {kpi.met === null ? "" : kpi.met ? " ✓" : " ✕ 未达标"}
          </button>
        ) : null}
      </div>
    </li>
  );
}
