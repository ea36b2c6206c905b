import type { Owner } from "@shared/api";
import { zh } from "@shared/locale/zh";
import { Icon } from "./icons";

interface HeaderProps {
  owner: Owner;
  agent: string | null;
  largeText: boolean;
  onLargeText: () => void;
  /** Given only inside the widget. */
  onClose?: () => void;
}

export function Header({ owner, agent, largeText, onLargeText, onClose }: HeaderProps) {
  const status = owner === "agent" ? zh.header.agent(agent) : zh.header[owner];
  return (
    <header className="header">
      <span className="logo" aria-hidden="true">
        <Icon name="sprout" size="1.5rem" />
      </span>
      <div className="header-text">
        <h1>{zh.brand}</h1>
        <p className={`header-status owner-${owner}`}>{status}</p>
      </div>
      <button
        type="button"
        className="header-button"
        data-testid="large-text-toggle"
        aria-pressed={largeText}
        onClick={onLargeText}
      >
        <Icon name="text" size="1.25rem" />
        <span>{largeText ? zh.header.standardText : zh.header.largeText}</span>
      </button>
      {onClose && (
        <button type="button" className="header-button" aria-label={zh.header.close} onClick={onClose}>
          <Icon name="minimise" size="1.25rem" />
        </button>
      )}
    </header>
  );
}
