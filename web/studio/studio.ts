/** Who is in the studio, free of React. Pages ask the server through `call`; when the log-in has ended, the page says so. */

import { ApiError } from "@shared/api";
import { Board, News } from "@shared/board";
import { codeOf } from "@shared/errors";
import { StaffApi } from "../staff/api";
import type { Due, House, Person, SignedIn } from "../staff/types";
import { Catalogue } from "./catalogue";
import { Drafts } from "./editing/drafts";

export interface StudioState extends Person {
  phase: "starting" | "signed-out" | "signed-in";
  /** The log-in ran out while working. */
  expired: boolean;
  due: Due | null;
  /** Code of why the page could not begin, while it lasts. */
  problem: string | null;
}

const EMPTY: StudioState = {
  phase: "starting",
  expired: false,
  user: null,
  secondFactor: false,
  failedBefore: 0,
  due: null,
  problem: null,
};

const RETRY_MS = 5_000;

export class Studio extends Board<StudioState> implements House {
  /** Told when this page changed the training data: lists that show it read again. */
  readonly dataNews = new News();
  readonly catalogue: Catalogue;
  readonly drafts = new Drafts();

  constructor(private readonly api = new StaffApi()) {
    super(EMPTY);
    this.catalogue = new Catalogue((method, url) => this.call(method, url), this.dataNews);
  }

  async start(): Promise<void> {
    try {
      this.enter(await this.api.me());
    } catch (error) {
      if (error instanceof ApiError && error.retryable) {
        this.set({ problem: codeOf(error) });
        window.setTimeout(() => void this.start(), RETRY_MS);
      } else this.set({ ...EMPTY, phase: "signed-out" });
    }
  }

  async login(username: string, password: string, code?: string): Promise<void> {
    this.enter(await this.api.login(username, password, code));
  }

  async logout(): Promise<void> {
    try {
      await this.api.logout();
    } finally {
      this.drafts.clear();
      this.set({ ...EMPTY, phase: "signed-out" });
    }
  }

  /** One request. Throws `ApiError`; a 401 ends what is shown, and what was typed waits for the same person. */
  readonly call: StaffApi["call"] = async (method, url, body, timeout) => {
    try {
      return await this.api.call(method, url, body, timeout);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && this.state.phase === "signed-in")
        this.set({ phase: "signed-out", expired: true });
      throw error;
    }
  };

  private enter({ user, second_factor, failed_before, due }: SignedIn): void {
    // Another person sits down here: nothing of the one before stays.
    if (this.state.user && this.state.user.username !== user.username) this.drafts.clear();
    this.set({
      phase: "signed-in",
      expired: false,
      user,
      secondFactor: second_factor ?? false,
      failedBefore: failed_before ?? 0,
      due: due ?? null,
      problem: null,
    });
  }
}
