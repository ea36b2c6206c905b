/** Inline icons: no sprite, no icon font, nothing fetched. Decorative, so hidden from screen readers. */

const PATHS = {
  policy: "M12 3 5 5.8v5.4c0 4.3 2.9 8 7 9.8 4.1-1.8 7-5.5 7-9.8V5.8L12 3Zm-3 9 2.2 2.2L15.2 10",
  claim: "M7 4h7l4 4v12H7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm7 0v4h4M9 13h6M9 16.5h4",
  report: "M12 4.5 3.8 19h16.4L12 4.5Zm0 5.5v4m0 2.6v.1",
  renewal: "M19.5 12a7.5 7.5 0 0 1-13.4 4.6M4.5 12a7.5 7.5 0 0 1 13.4-4.6M18 3.5v4h-4M6 20.5v-4h4",
  complaint: "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-6l-4.5 3.5V16H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm7 3v3.2m0 2v.1",
  agent: "M5 14v-2.5a7 7 0 0 1 14 0V14M5 13h2v5H6a2 2 0 0 1-2-2v-2a1 1 0 0 1 1-1Zm14 0h-2v5h1a2 2 0 0 0 2-2v-2a1 1 0 0 0-1-1Zm-2 5a4 4 0 0 1-4 2.5",
  attach: "m19 11-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l7.7-7.7a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2l6.9-6.9",
  send: "M12 19V5.5M6 11l6-6 6 6",
  file: "M7 4h7l4 4v12H7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm7 0v4h4",
  camera: "M4 8.5a1 1 0 0 1 1-1h2.5L9 5.5h6l1.5 2H19a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V8.5ZM12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z",
  close: "m6.5 6.5 11 11m0-11-11 11",
  minimise: "m6 9.5 6 6 6-6",
  down: "M12 5.5V19m-6-5.5 6 6 6-6",
  text: "M3.5 18 8 7l4.5 11M5 14.5h6m3 3.5 3-7.5L20 18m-5-2.3h4",
  star: "m12 4 2.4 5 5.5.7-4 3.8 1 5.4-4.9-2.6-4.9 2.6 1-5.4-4-3.8 5.5-.7L12 4Z",
  away: "M13.5 5H19v5.5M19 5l-8.5 8.5M16.5 14v4a1 1 0 0 1-1 1h-10a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h4",
  alert: "M12 8v4.5m0 3v.1M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z",
  sprout: "M12 20v-9.5m0 2.6c0-3.6 2.3-6 6.5-6.4 0 4.1-2.4 6.4-6.5 6.4Zm0 3.5c0-3.1-2-5.2-5.7-5.5 0 3.6 2.1 5.5 5.7 5.5Z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = "1.5rem", filled = false }: { name: IconName; size?: string; filled?: boolean }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
