import { goTo } from "@shared/board";
import { Button } from "antd";
import { useState } from "react";
import { EditBar } from "../editing/EditBar";
import { hashOf } from "../pages";
import type { Studio } from "../studio";
import { refusal } from "../words";
import { StoryForm } from "./StoryForm";
import { storyProblem } from "./steps";
import { KINDS, type Story, type StoryText, type Vocabulary } from "./storyTypes";

/** One that is not saved yet; `first`: what to begin with. */
export function NewStory({ studio, first, vocabulary }: { studio: Studio; first: StoryText; vocabulary: Vocabulary | null }) {
  const [value, setValue] = useState(first);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const made = await studio.call<Story>("POST", "/api/studio/stories", {
        kind: value.kind,
        name: value.name,
        file: value.file || null,
        conditions: value.conditions,
        steps: value.steps,
        person: value.person ?? null,
      });
      studio.dataNews.tell();
      goTo(hashOf("stories", made.id));
    } catch (reason) {
      setProblem(refusal(reason));
      setBusy(false);
    }
  };
  return (
    <section className="item-view" aria-label={`新${KINDS[value.kind]}`}>
      <header className="group-head">
        <Button className="group-back" type="text" onClick={() => goTo(hashOf("stories"))}>
          ‹ 返回
        </Button>
        <div>
          <h2>新{KINDS[value.kind]}</h2>
          <p className="quiet">{value.kind === "test" ? "训练后自动跑一遍，看答得对不对" : "保存后下次训练生效"}</p>
        </div>
      </header>
      <div className="group-body">
        <StoryForm value={value} vocabulary={vocabulary} onChange={(change) => setValue((before) => ({ ...before, ...change }))} />
      </div>
      <EditBar
        editing={{ dirty: true, busy, problem, reset: () => goTo(hashOf("stories")) }}
        hindrance={storyProblem(value.name, value.steps)}
        onSave={() => void save()}
      />
    </section>
  );
}
