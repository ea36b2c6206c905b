import { zh } from "@shared/locale/zh";
import { type ClipboardEvent, type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { Icon } from "./icons";
import { UploadButton } from "./UploadButton";
import type { Upload } from "./useUploads";

export const MAX_LENGTH = 2000;
const COUNT_FROM = 1800;

interface ComposerProps {
  draft: string;
  placeholder: string;
  uploads: readonly Upload[];
  hint: string | null;
  /** An agent sees what is being written. */
  seen: boolean;
  onDraft: (draft: string) => void;
  onSend: () => void;
  onFiles: (files: Iterable<File>) => void;
  onUploadRetry: (id: number, file: File) => void;
  onUploadCancel: (id: number) => void;
  onHintClose: () => void;
}

export function Composer(props: ComposerProps) {
  const { draft, placeholder, uploads, hint, seen, onDraft, onSend, onFiles } = props;
  const input = useRef<HTMLTextAreaElement>(null);
  // The server counts characters, not UTF-16 units.
  const left = MAX_LENGTH - [...draft].length;
  const sendable = draft.trim() !== "" && left >= 0;

  // Grows with the text; the style sheet sets the limit, and does all of it where `field-sizing` is known.
  useLayoutEffect(() => {
    const element = input.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    element.style.height = "";
    if (draft) element.style.height = `${element.scrollHeight + 2}px`;
  }, [draft]);

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (sendable) onSend();
  };

  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    onFiles(files);
  };

  return (
    <div className="composer">
      {uploads.map((upload) => (
        <UploadRow
          key={upload.id}
          upload={upload}
          onRetry={() => props.onUploadRetry(upload.id, upload.file)}
          onCancel={() => props.onUploadCancel(upload.id)}
        />
      ))}
      {hint && (
        <p className="composer-hint" role="alert">
          <span>{hint}</span>
          <button type="button" className="icon-button" aria-label={zh.attachment.cancel} onClick={props.onHintClose}>
            <Icon name="close" size="1rem" />
          </button>
        </p>
      )}
      <div className="composer-row">
        <UploadButton label={zh.composer.attach} icon="attach" compact testId="attach-input" onFiles={onFiles} />
        <textarea
          ref={input}
          id="composer"
          className="composer-input"
          data-testid="composer-input"
          rows={1}
          value={draft}
          placeholder={placeholder}
          aria-label={zh.composer.label}
          aria-describedby="composer-count"
          aria-invalid={left < 0}
          enterKeyHint="send"
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="button"
          className="send"
          data-testid="send-button"
          aria-label={zh.composer.send}
          disabled={!sendable}
          // Keeps the focus, and with it a phone's keyboard, where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={onSend}
        >
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-count" className={left < 0 ? "count num over" : "count num"} role={left < 0 ? "alert" : undefined}>
        {left < 0 ? zh.composer.over(-left) : left <= MAX_LENGTH - COUNT_FROM ? zh.composer.left(left) : seen ? zh.composer.seen : ""}
      </p>
    </div>
  );
}

function UploadRow({ upload, onRetry, onCancel }: { upload: Upload; onRetry: () => void; onCancel: () => void }) {
  const { file, share } = upload;
  const percent = Math.round((share ?? 0) * 100);
  return (
    <div className="upload-row" role="status">
      <Icon name="file" size="1.25rem" />
      <div className="upload-text">
        <span>{share === null ? zh.attachment.failed(file.name) : zh.attachment.uploading(file.name, percent)}</span>
        {share !== null && <progress max={100} value={percent} />}
      </div>
      {share === null && (
        <button type="button" className="link" onClick={onRetry}>
          {zh.attachment.retry}
        </button>
      )}
      <button type="button" className="icon-button" aria-label={zh.attachment.cancel} onClick={onCancel}>
        <Icon name="close" size="1rem" />
      </button>
    </div>
  );
}
