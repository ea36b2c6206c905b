/** What a canned reply looks like with somebody's facts in it. Pure. */

const SAMPLE: Record<string, string> = {
  customer: "王女士",
  agent: "李丽",
  policy_no: "P2026000123",
  claim_no: "LP2026001",
  queue: "理赔服务",
};

export interface Piece {
  text: string;
  variable: boolean;
}

/** An unknown name in braces is text like any other. */
export function previewOf(text: string): Piece[] {
  const names = Object.keys(SAMPLE).join("|");
  return text
    .split(new RegExp(`(\\{(?:${names})\\})`))
    .filter((part) => part !== "")
    .map((part) => {
      const sample = part.startsWith("{") ? SAMPLE[part.slice(1, -1)] : undefined;
      return sample ? { text: sample, variable: true } : { text: part, variable: false };
    });
}
