import type { Verdict } from "./releaseTypes";

const WORDS: Record<Verdict, [string, string]> = {
  green: ["可以发布", "chip chip-good"],
  red: ["不能发布", "chip chip-late"],
  missing: ["还没比较", "chip chip-done"],
};

export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const [words, look] = WORDS[verdict];
  return (
    <span className={look} data-testid="verdict" data-verdict={verdict}>
      {words}
    </span>
  );
}
