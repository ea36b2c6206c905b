interface Props {
  name: string;
  title: string;
  steps: readonly { value: number; label?: string }[];
  ends?: readonly [string, string];
  value: number | null;
  onChange: (value: number) => void;
}

/** Native radios: arrow keys work, and a reader says number and word. */
export function Scale({ name, title, steps, ends, value, onChange }: Props) {
  return (
    <fieldset className={ends ? "scale many" : "scale"}>
      <legend className="scale-title">{title}</legend>
      <div className="steps">
        {steps.map((step) => (
          <label key={step.value} className={value === step.value ? "step on" : "step"}>
            <input
              type="radio"
              name={name}
              value={step.value}
              checked={value === step.value}
              aria-label={step.label ? `${step.value}分，${step.label}` : `${step.value}分`}
              onChange={() => onChange(step.value)}
            />
            <span className="step-number">{step.value}</span>
            {step.label && <span className="step-word">{step.label}</span>}
          </label>
        ))}
      </div>
      {ends && (
        <p className="ends" aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </p>
      )}
    </fieldset>
  );
}
