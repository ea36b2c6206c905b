import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { AccountButton } from "./api";
import { Icon } from "./Icon";
import { words } from "./words";

const MAX_LENGTH = 2000;

interface BottomProps {
  menu: readonly AccountButton[];
  onSay: (text: string) => void;
  onPicture: (file: File) => void;
  onClick: (key: string) => void;
}

/** What one writes, and below it the account's menu. */
export function Bottom({ menu, onSay, onPicture, onClick }: BottomProps) {
  const [draft, setDraft] = useState("");
  const over = [...draft].length - MAX_LENGTH;
  const sendable = draft.trim() !== "" && over <= 0;

  const send = (): void => {
    onSay(draft.trim());
    setDraft("");
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (sendable) send();
  };

  return (
    <div className="bottom">
      <div className="composer">
        <label className="attach">
          <input
            type="file"
            className="visually-hidden"
            accept="image/*"
            aria-label={words.attach}
            data-testid="phone-picture"
            onChange={(event) => {
              for (const file of event.target.files ?? []) onPicture(file);
              event.target.value = "";
            }}
          />
          <Icon name="picture" size="1.625rem" />
        </label>
        <textarea
          className="input"
          data-testid="phone-input"
          rows={1}
          value={draft}
          aria-label={words.input}
          aria-invalid={over > 0}
          enterKeyHint="send"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="send"
          disabled={!sendable}
          // Keeps the focus, and with it a phone's keyboard, where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={send}
        >
          {words.send}
        </button>
      </div>
      {over > 0 && (
        <p className="over num" role="alert">
          {words.tooLong(over)}
        </p>
      )}
      <AccountMenu menu={menu} onClick={onClick} />
    </div>
  );
}

function AccountMenu({ menu, onClick }: { menu: readonly AccountButton[]; onClick: (key: string) => void }) {
  const [open, setOpen] = useState<string | null>(null);
  const bar = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent): void => {
      if (!bar.current?.contains(event.target as Node)) setOpen(null);
    };
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key === "Escape") setOpen(null);
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey);
    };
  }, [open]);

  return (
    <nav className="account-menu" ref={bar} aria-label={words.menu}>
      {menu.map(({ name, sub_button: items }) => (
        <div key={name} className="account-button">
          {open === name && (
            <ul className="submenu">
              {items.map((item) => (
                <li key={item.key}>
                  <button
                    type="button"
                    onClick={() => {
                      setOpen(null);
                      onClick(item.key);
                    }}
                  >
                    {item.name}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <button type="button" aria-expanded={open === name} onClick={() => setOpen(open === name ? null : name)}>
            <Icon name="list" size="1rem" />
            {name}
          </button>
        </div>
      ))}
    </nav>
  );
}
