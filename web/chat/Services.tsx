import { zh } from "@shared/locale/zh";
import { Icon, type IconName } from "./icons";

interface ServicesProps {
  onChoose: (say: string) => void;
  disabled: boolean;
}

/** The menu at the head of the conversation. */
export function Welcome({ onChoose, disabled }: ServicesProps) {
  return (
    <section className="welcome" aria-label={zh.servicesLabel}>
      <h2>{zh.welcome.title}</h2>
      <p className="welcome-hint">{zh.welcome.hint}</p>
      <div className="services">
        {zh.services.map((service) => (
          <button
            key={service.title}
            type="button"
            className="service"
            disabled={disabled}
            onClick={() => onChoose(service.say)}
          >
            <Icon name={service.icon as IconName} />
            <span>{service.title}</span>
          </button>
        ))}
      </div>
      <p className="welcome-privacy">{zh.welcome.privacy}</p>
    </section>
  );
}

/** The same services within reach once the menu has scrolled away. */
export function QuickServices({ onChoose, disabled }: ServicesProps) {
  return (
    <nav className="quick" aria-label={zh.servicesLabel}>
      {zh.services.map((service) => (
        <button
          key={service.title}
          type="button"
          className="chip"
          disabled={disabled}
          onClick={() => onChoose(service.say)}
        >
          {service.title}
        </button>
      ))}
    </nav>
  );
}
