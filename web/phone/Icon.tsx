/** Inline icons, decorative. */

const PATHS = {
  sprout: "M12 20v-9.5m0 2.6c0-3.6 2.3-6 6.5-6.4 0 4.1-2.4 6.4-6.5 6.4Zm0 3.5c0-3.1-2-5.2-5.7-5.5 0 3.6 2.1 5.5 5.7 5.5Z",
  me: "M12 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4ZM4.8 20a7.2 7.2 0 0 1 14.4 0",
  picture: "M4.5 5.5h15v13h-15v-13Zm0 10 4.2-4.2 3.6 3.6 2.4-2.4 4.8 4.8M15.5 9.4v.1",
  more: "M6 12v.1m6-.1v.1m6-.1v.1",
  close: "m6.5 6.5 11 11m0-11-11 11",
  list: "M8 8h8M8 12h8M8 16h8",
  alert: "M12 7.5V13m0 3v.1",
} as const;

export function Icon({ name, size = "1.5rem", weight = 1.6 }: { name: keyof typeof PATHS; size?: string; weight?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={weight}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
