import type { Ask, Button } from "@shared/api";
import { zh } from "@shared/locale/zh";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { fieldOf } from "./ask";
import { UploadButton } from "./UploadButton";

interface AskPanelProps {
  ask: Ask;
  /** The bot's question, which says whether a policy number will do instead of the phone number. */
  question: string;
  onSay: (text: string) => void;
  onButton: (button: Button) => void;
  onFiles: (files: File[]) => void;
}

/** What the bot wants to know next, as a fitted field above the composer. Typing freely stays possible below. */
export function AskPanel({ ask, question, onSay, onButton, onFiles }: AskPanelProps) {
  if (ask.input === "file") {
    return (
      <div className="ask ask-file">
        <UploadButton label={zh.ask.upload} icon="camera" testId="ask-input" onFiles={onFiles} />
        {(ask.options ?? []).map((option) => (
          <button
            key={option.payload}
            type="button"
            className="option"
            data-testid="button-option"
            onClick={() => onButton(option)}
          >
            {option.title}
          </button>
        ))}
        <p className="ask-hint">{zh.attachment.hint}</p>
      </div>
    );
  }
  return <AskField ask={ask} policyNoToo={question.includes("保单号")} onSay={onSay} />;
}

interface AskFieldProps {
  ask: Ask;
  policyNoToo: boolean;
  onSay: (text: string) => void;
}

function AskField({ ask, policyNoToo, onSay }: AskFieldProps) {
  const [value, setValue] = useState("");
  const [byPolicyNo, setByPolicyNo] = useState(false);
  const [problem, setProblem] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const field = fieldOf(ask, byPolicyNo ? "typed" : policyNoToo ? "too" : "no");

  // Take the focus only from an empty composer, and never pop up a phone's keyboard on our own.
  useEffect(() => {
    const active = document.activeElement;
    const typing = active instanceof HTMLTextAreaElement && active.value !== "";
    const keyboard = active instanceof HTMLTextAreaElement || window.matchMedia("(pointer: fine)").matches;
    if (!typing && keyboard) input.current?.focus({ preventScroll: true });
  }, []);

  if (!field) return null;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!field.valid(value)) {
      setProblem(true);
      input.current?.focus();
      return;
    }
    // The next field takes the focus over from the composer, so a phone's keyboard stays up between the two.
    document.getElementById("composer")?.focus({ preventScroll: true });
    onSay(field.message(value));
  };

  return (
    <form className="ask" onSubmit={submit} noValidate autoComplete="on">
      <label htmlFor={id}>{field.label}</label>
      {ask.slot === "phone" && policyNoToo && (
        <button
          type="button"
          className="link ask-switch"
          onClick={() => {
            setByPolicyNo(!byPolicyNo);
            input.current?.focus();
          }}
        >
          {byPolicyNo ? zh.ask.byPhone : zh.ask.byPolicyNo}
        </button>
      )}
      <div className="ask-row">
        <input
          id={id}
          ref={input}
          className={ask.slot === "otp" ? "ask-input num otp" : "ask-input num"}
          data-testid="ask-input"
          type={field.type}
          inputMode={field.type === "date" ? undefined : field.inputMode}
          autoComplete={field.autoComplete}
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={field.maxLength}
          max={field.max}
          value={value}
          aria-invalid={problem}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            setValue(field.filter(event.target.value));
            setProblem(false);
          }}
        />
        <button type="submit" className="primary" data-testid="ask-submit">
          {zh.ask.submit}
        </button>
      </div>
      <p id={`${id}-hint`} className={problem ? "ask-hint ask-problem" : "ask-hint"} role={problem ? "alert" : undefined}>
        {problem ? field.invalid || field.label : field.hint}
      </p>
    </form>
  );
}
