import { Sheet } from "@shared/ui/PageFrame";
import { Form, Input } from "antd";
import { FlowPicture } from "./FlowPicture";
import { StepsEditor } from "./StepsEditor";
import { nodesOf } from "./steps";
import type { StoryText, Vocabulary } from "./storyTypes";

interface Props {
  value: StoryText;
  vocabulary: Vocabulary | null;
  onChange?: (change: Partial<StoryText>) => void;
}

/** The form of one, and beside it its picture. */
export function StoryForm({ value, vocabulary, onChange }: Props) {
  return (
    <div className="two-columns story-columns">
      <div className="column">
        <Sheet title="名称">
          <Form className="sheet-body">
            <Input
              value={value.name}
              maxLength={100}
              readOnly={!onChange}
              aria-label="名称"
              data-testid="story-name"
              onChange={(event) => onChange?.({ name: event.target.value })}
            />
          </Form>
        </Sheet>
        {value.kind === "rule" ? (
          <Sheet title="什么时候">
            <StepsEditor
              kind="rule"
              condition
              value={value.conditions}
              vocabulary={vocabulary}
              onChange={onChange && ((conditions) => onChange({ conditions }))}
            />
          </Sheet>
        ) : null}
        <Sheet title={value.kind === "test" ? "一句一句来" : "怎么走"}>
          <StepsEditor
            kind={value.kind}
            value={value.steps}
            vocabulary={vocabulary}
            onChange={onChange && ((steps) => onChange({ steps }))}
          />
        </Sheet>
      </div>
      <Sheet title="图">
        <div className="sheet-body">
          <FlowPicture nodes={nodesOf(value.conditions, value.steps)} label={`${value.name}的流程图，与左边的步骤一样`} />
        </div>
      </Sheet>
    </div>
  );
}
