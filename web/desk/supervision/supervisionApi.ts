/** The addresses of supervision, on the desk's log-in. */

import type { Desk } from "../desk";
import { type Span, moments, queryOf } from "../Choices";
import type { Page } from "@shared/reading";
import type { Wanted } from "./quality";
import type { ForReview, NewReview, Review, Reviews, Sample } from "./qualityTypes";
import type { AgentReport, By, History, Reports } from "./pastTypes";
import type { Detail } from "../types";
import type { FoundPage, Sought } from "./searchTypes";
import type { Wall } from "./wallTypes";

export class SupervisionApi {
  constructor(private readonly desk: Pick<Desk, "call" | "file">) {}

  wall(): Promise<Wall> {
    return this.desk.call("GET", "/api/desk/wall");
  }

  /** A supervisor has looked after a bad rating. */
  checkRating(conversationId: string): Promise<unknown> {
    return this.desk.call("POST", `/api/desk/wall/ratings/${conversationId}/checked`);
  }

  sample({ count, agent, queue, since }: Wanted): Promise<Sample> {
    const query = queryOf({ count, agent, queue, since: moments({ since, until: "" }).since });
    return this.desk.call("GET", `/api/desk/quality/sample${query}`);
  }

  /** The look at the transcript is audited. */
  forReview(engagementId: number): Promise<ForReview> {
    return this.desk.call("GET", `/api/desk/quality/engagements/${engagementId}`);
  }

  review(review: NewReview): Promise<Review> {
    return this.desk.call("POST", "/api/desk/quality/reviews", review);
  }

  async reviews(agent: string | null, before: string | null): Promise<Page<Review>> {
    const query = queryOf({ agent, before });
    const found = await this.desk.call<Reviews>("GET", `/api/desk/quality/reviews${query}`);
    return { rows: found.reviews, next: found.next };
  }

  answerReview(id: string, text: string): Promise<Review> {
    return this.desk.call("POST", `/api/desk/quality/reviews/${id}/answer`, { text });
  }

  improved(id: string): Promise<Review> {
    return this.desk.call("POST", `/api/desk/quality/reviews/${id}/improved`);
  }

  transcripts({ since, until, ...rest }: Sought, cursor: string | null): Promise<FoundPage> {
    const query = queryOf({ ...rest, ...moments({ since, until }), cursor });
    return this.desk.call("GET", `/api/desk/transcripts${query}`);
  }

  conversation(id: string): Promise<Detail> {
    return this.desk.call("GET", `/api/desk/conversations/${encodeURIComponent(id)}`);
  }

  history(span: Span, by: By, queue: string | null): Promise<History> {
    return this.desk.call("GET", `/api/desk/history${queryOf({ ...moments(span), by, queue })}`);
  }

  async reports(span: Span, agent: string | null): Promise<AgentReport[]> {
    const query = queryOf({ ...moments(span), agent });
    return (await this.desk.call<Reports>("GET", `/api/desk/reports/agents${query}`)).agents;
  }

  reportsFile(span: Span, agent: string | null): Promise<Blob> {
    return this.desk.file(`/api/desk/reports/agents${queryOf({ ...moments(span), agent, format: "csv" })}`);
  }
}
