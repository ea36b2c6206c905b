/** How often it was asked on each of the last days, as bars; the newest at the right. */

const [WIDTH, HEIGHT] = [70, 20];

export function Sparkline({ days }: { days: number[] }) {
  const most = Math.max(1, ...days);
  const step = WIDTH / Math.max(1, days.length);
  const said = `近 ${days.length} 天 ${days.reduce((sum, each) => sum + each, 0)} 次，今天 ${days[days.length - 1] ?? 0} 次`;
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
      <title>{said}</title>
      {days.map((count, place) => {
        const height = count ? Math.max(2, (count / most) * HEIGHT) : 1;
        return (
          <rect
            key={place}
            className={count ? undefined : "sparkline-none"}
            x={place * step}
            y={HEIGHT - height}
            width={step - 1.5}
            height={height}
            rx={1}
          />
        );
      })}
    </svg>
  );
}
