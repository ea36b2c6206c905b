import { useRef } from "react";
import { ACCEPT } from "@shared/files";
import { Icon, type IconName } from "./icons";

interface UploadButtonProps {
  label: string;
  icon: IconName;
  /** An icon alone, the label being read out only. */
  compact?: boolean;
  disabled?: boolean;
  testId?: string;
  onFiles: (files: File[]) => void;
}

export function UploadButton({ label, icon, compact = false, disabled = false, testId, onFiles }: UploadButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={compact ? "icon-button" : "primary upload-button"}
        aria-label={compact ? label : undefined}
        title={compact ? label : undefined}
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        <Icon name={icon} />
        {!compact && label}
      </button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden="true"
        accept={ACCEPT}
        multiple
        data-testid={testId}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}
