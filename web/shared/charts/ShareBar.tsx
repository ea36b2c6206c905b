/** A bar of a whole; what it says stands beside it in words. */

import "./chart.css";

export function ShareBar({ share, red = false }: { share: number; red?: boolean }) {
  const width = `${Math.max(0, Math.min(100, 100 * share))}%`;
  return (
    <svg className="share-bar" aria-hidden="true">
      <rect className="share-track" width="100%" height="10" rx="3" />
      <rect className={red ? "share-red" : "share-part"} width={width} height="10" rx="3" />
    </svg>
  );
}
