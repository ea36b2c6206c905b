/** Who looks at the figures, free of React. Pages ask the server through `call`; when the log-in has ended, the page says so. */

import { ApiError } from "@shared/api";
import { Board } from "@shared/board";
import { codeOf } from "@shared/errors";
import { StaffApi } from "../staff/api";
import type { Due, House, Person, SignedIn } from "../staff/types";

export interface InsightsState extends Person {
  phase: "starting" | "signed-out" | "signed-in";
  /** The log-in ran out while reading. */
  expired: boolean;
  due: Due | null;
  /** Code of why the page could not begin, while it lasts. */
  problem: string | null;
}

const EMPTY: InsightsState = {
  phase: "starting",
  expired: false,
  user: null,
  secondFactor: false,
  failedBefore: 0,
  due: null,
  problem: null,
};

const RETRY_MS = 5_000;

export class Insights extends Board<InsightsState> implements House {
  constructor(private readonly api = new StaffApi()) {
    super(EMPTY);
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
      this.set({ ...EMPTY, phase: "signed-out" });
    }
  }

  /** One request. Throws `ApiError`; a 401 ends what is shown. */
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
