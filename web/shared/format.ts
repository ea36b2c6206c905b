/** Dates, times and money as customers read them. Times are shown in Asia/Shanghai, whatever the device says. */

const ZONE = "Asia/Shanghai";

function parts(at: string | Date): Record<"year" | "month" | "day" | "hour" | "minute", string> | null {
  const date = typeof at === "string" ? new Date(at) : at;
  if (Number.isNaN(date.getTime())) return null;
  const found = new Intl.DateTimeFormat("zh-CN", {
    timeZone: ZONE,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(date);
  const pick = (type: string): string => found.find((part) => part.type === type)?.value ?? "";
  return { year: pick("year"), month: pick("month"), day: pick("day"), hour: pick("hour"), minute: pick("minute") };
}

const PLAIN_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `2026-03-05` (or a time with offset) → `2026年3月5日`. Anything unreadable is returned as it came. */
export function formatDate(value: string): string {
  // A plain date has no zone: going through Date would move it by a day west of Greenwich.
  const plain = PLAIN_DATE.exec(value);
  if (plain) return `${plain[1]}年${Number(plain[2])}月${Number(plain[3])}日`;
  const at = parts(value);
  return at ? `${at.year}年${at.month}月${at.day}日` : value;
}

/** `2026-03-05T14:30:00+08:00` → `3月5日 14:30`, with the year where it is not this one. A plain date stays a date. */
export function formatMoment(value: string, now: Date = new Date()): string {
  if (PLAIN_DATE.test(value)) return formatDate(value);
  const at = parts(value);
  if (!at) return value;
  const year = parts(now)?.year === at.year ? "" : `${at.year}年`;
  return `${year}${at.month}月${at.day}日 ${at.hour}:${at.minute}`;
}

/** The mark between messages: `14:30`, `昨天 14:30`, `3月5日 14:30`. */
export function formatDivider(value: string, now: Date = new Date()): string {
  const at = parts(value);
  if (!at) return "";
  const same = (other: Date): boolean => {
    const day = parts(other);
    return !!day && day.year === at.year && day.month === at.month && day.day === at.day;
  };
  const time = `${at.hour}:${at.minute}`;
  if (same(now)) return time;
  if (same(new Date(now.getTime() - 86_400_000))) return `昨天 ${time}`;
  return formatMoment(value, now);
}

/** Yuan as a string (`12345.00`) → `¥12,345.00`. Text arithmetic, never a float. */
export function formatMoney(value: string): string {
  const found = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(value.trim());
  if (!found) return value;
  const [, sign = "", whole = "0", cents = ""] = found;
  return `${sign}¥${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")}.${cents.padEnd(2, "0")}`;
}

/** Seconds → `约 3 分钟`; under a minute `不到 1 分钟`. */
export function formatWait(seconds: number): string {
  if (seconds < 60) return "不到 1 分钟";
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `约 ${minutes} 分钟` : `约 ${Math.ceil(minutes / 60)} 小时`;
}

/** Bytes → `820 KB`, `3.2 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Today in Asia/Shanghai as `2026-03-05`, the bound of a date picker. */
export function today(now: Date = new Date()): string {
  const at = parts(now);
  return at ? `${at.year}-${at.month.padStart(2, "0")}-${at.day.padStart(2, "0")}` : "";
}
