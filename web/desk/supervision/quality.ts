/** What a reviewer works on: the sample that was drawn, and score cards that were begun. */

import { Board } from "@shared/board";
import { codeOf } from "../errors";
import type { Drawn, ForReview, NewReview, Sample } from "./qualityTypes";
import type { SupervisionApi } from "./supervisionApi";

/** `since` is a date; empty: the last seven days. */
export interface Wanted {
  count: number;
  agent: string | null;
  queue: string | null;
  since: string;
}

interface QualitySnapshot {
  wanted: Wanted;
  /** null: nothing was drawn yet. */
  sample: Sample | null;
  busy: boolean;
  error: string | null;
}

export class Quality extends Board<QualitySnapshot> {
  private readonly begun = new Map<number, NewReview>();

  constructor(private readonly api: SupervisionApi) {
    super({
      wanted: { count: 10, agent: null, queue: null, since: "" },
      sample: null,
      busy: false,
      error: null,
    });
  }

  want(change: Partial<Wanted>): void {
    this.set({ wanted: { ...this.state.wanted, ...change } });
  }

  async draw(): Promise<void> {
    this.set({ busy: true, error: null });
    try {
      this.set({ sample: await this.api.sample(this.state.wanted), busy: false });
    } catch (error) {
      this.set({ error: codeOf(error), busy: false });
    }
  }

  /** What was begun on this engagement; otherwise full marks, and what the clocks say of the time. */
  cardOf({ engagement }: ForReview): NewReview {
    return (
      this.begun.get(engagement.engagement_id) ?? {
        engagement_id: engagement.engagement_id,
        conversation_id: engagement.conversation_id,
        scores: { completeness: 100, conformity: 100, attitude: 100, timeliness: engagement.timeliness },
        comment: "",
        findings: [],
        improvement: null,
      }
    );
  }

  keep(card: NewReview): void {
    this.begun.set(card.engagement_id, card);
  }

  async handIn(card: NewReview): Promise<void> {
    await this.api.review(card);
    this.begun.delete(card.engagement_id);
    const { sample } = this.state;
    const left = (each: Drawn): boolean => each.engagement_id !== card.engagement_id;
    if (sample) this.set({ sample: { ...sample, sample: sample.sample.filter(left) } });
  }
}
