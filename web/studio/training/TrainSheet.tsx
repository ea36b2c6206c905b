import { goTo } from "@shared/board";
import { formatMoment } from "@shared/format";
import { Sheet } from "@shared/ui/PageFrame";
import { useWords } from "@shared/ui/words";
import { Alert, Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { hashOf } from "../pages";
import { changesBetween, modelName } from "../release/models";
import type { Studio } from "../studio";
import type { Read } from "./TrainingPage";
import { usually } from "./jobs";

const FIRST = 8;

interface Props {
  studio: Studio;
  read: Read;
  mayTrain: boolean;
  again: () => void;
}

/** What has changed since the live model learnt, and the button. */
export function TrainSheet({ studio, read: { jobs, models, changes }, mayTrain, again }: Props) {
  const { refusal } = useWords();
  const [cross, setCross] = useState(false);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const live = models.models.find(({ id }) => id === models.release.live);
  const since = live?.commit ? changesBetween(changes, live.commit, null) : null;
  const shown = since ?? changes;
  const people = new Set(shown.map(({ author }) => author.name)).size;
  const train = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await studio.call("POST", "/api/studio/training-jobs", { cross_validate: cross, ...(note.trim() ? { note: note.trim() } : {}) });
      setNote("");
      again();
    } catch (reason) {
      setError(refusal(reason));
    }
    setBusy(false);
  };
  return (
    <Sheet
      title={
        since
          ? since.length > 0
            ? `比线上多 ${since.length} 处改动，${people} 位同事`
            : "线上模型之后还没有改动"
          : "最近的改动"
      }
      acts={live ? <span className="quiet num">线上：{modelName(live)}</span> : null}
    >
      <ul className="train-changes" data-testid="train-changes">
        {shown.slice(0, FIRST).map((change) => (
          <li key={change.id}>
            <span className="quiet num">{formatMoment(change.at)}</span>
            <span className="train-by">{change.author.name}</span>
            <span>{change.message}</span>
          </li>
        ))}
      </ul>
      {shown.length > FIRST ? (
        <p className="train-more">
          <Button type="link" size="small" onClick={() => goTo(hashOf("changes"))}>
            其余 {shown.length - FIRST} 处，在改动记录里看
          </Button>
        </p>
      ) : null}
      {mayTrain ? (
        <div className="train-ask">
          {error ? <Alert type="error" showIcon message={error} role="alert" /> : null}
          <Checkbox checked={cross} onChange={(event) => setCross(event.target.checked)} data-testid="cross-validate">
            做交叉验证（{usually(jobs, true)}）
            <span className="quiet train-hint">把训练数据轮流留出一份来考，看说法之间有没有矛盾</span>
          </Checkbox>
          <div className="train-go">
            <Input value={note} maxLength={500} placeholder="说明（可不填），例如：新能源车的问答" aria-label="说明" onChange={(event) => setNote(event.target.value)} />
            <Button type="primary" loading={busy} onClick={() => void train()} data-testid="train">
              开始训练
            </Button>
          </div>
          <p className="hint">{cross ? "" : `${usually(jobs, false)}。`}训练在后台进行，不影响客户；成绩出来之前不会上线。</p>
        </div>
      ) : null}
    </Sheet>
  );
}
