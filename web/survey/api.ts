/** The survey a link opens: `GET` and `POST /api/survey/{token}`. */

export type Occasion = "conversation" | "claim" | "complaint" | "campaign";
export type Item = "attitude" | "speed" | "quality" | "ease" | "resolved";

export interface Answer extends Partial<Record<Item, number | null>> {
  recommend?: number | null;
  comment?: string | null;
}

export interface Survey {
  occasion: Occasion;
  about: string;
  items: Item[];
  ends_at: string;
  answer: Answer | null;
  refused: boolean;
}

/** `gone`: no such survey; `over`: its days are over; `busy`: too often; `away`: everything else, worth another try. */
export type Problem = "gone" | "over" | "busy" | "away";

export class SurveyError extends Error {
  constructor(readonly problem: Problem) {
    super(problem);
  }
}

const TOKEN = /^[\w-]{1,128}$/;
const PROBLEMS: Record<number, Problem> = { 404: "gone", 410: "over", 429: "busy" };

export class SurveyApi {
  constructor(
    private readonly token: string,
    private readonly get: typeof fetch = (...request) => fetch(...request),
  ) {}

  read(): Promise<Survey> {
    return this.ask("");
  }

  answer(answer: Answer): Promise<Survey> {
    return this.ask("", answer);
  }

  refuse(refused: boolean): Promise<Survey> {
    return this.ask("/refusal", { refused });
  }

  private async ask(path: string, body?: unknown): Promise<Survey> {
    if (!TOKEN.test(this.token)) throw new SurveyError("gone");
    const sent: RequestInit =
      body === undefined
        ? {}
        : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    let response: Response;
    try {
      response = await this.get(`/api/survey/${this.token}${path}`, sent);
    } catch {
      throw new SurveyError("away");
    }
    if (!response.ok) throw new SurveyError(PROBLEMS[response.status] ?? "away");
    return (await response.json()) as Survey;
  }
}
