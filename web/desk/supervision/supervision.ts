/** What only supervisors see, beside the desk's state: incidents, and how often the conduct guard stopped somebody. */

import type { DeskApi } from "../api";
import { Board } from "@shared/board";
import { codeOf } from "../errors";
import type { Choices, Incident, IncidentPlan, IncidentVerb, StepBody, Stopped } from "./supervisionTypes";
import { supervises } from "../place";
import type { User } from "../types";

export interface SupervisionSnapshot {
  /** Somebody looks at what was stopped; otherwise it is not read. */
  looking: boolean;
  /** Newest first; null: not read yet. */
  incidents: Incident[] | null;
  choices: Choices | null;
  stopped: Stopped | null;
  error: string | null;
}

const BEAT_MS = 15_000;
const EMPTY: SupervisionSnapshot = { looking: false, incidents: null, choices: null, stopped: null, error: null };

export class Supervision extends Board<SupervisionSnapshot> {
  private beat: number | undefined;
  private readings = 0;

  constructor(
    private readonly api: DeskApi,
    /** Notices when the log-in has ended. */
    private readonly guarded: <T>(call: Promise<T>) => Promise<T>,
  ) {
    super(EMPTY);
  }

  /** Somebody signed in; nothing is read for who may not see it. */
  start(user: User): void {
    window.clearInterval(this.beat);
    if (!supervises(user)) return;
    this.beat = window.setInterval(() => void this.read(), BEAT_MS);
    void this.read();
  }

  /** Nobody is signed in any more; nothing that was read stays. */
  stop(): void {
    window.clearInterval(this.beat);
    this.readings += 1;
    this.set(EMPTY);
  }

  /** Whether somebody looks at what was stopped. */
  look(looking: boolean): void {
    this.set({ looking });
    if (looking) this.refresh();
  }

  /** What a new incident may name is read once. */
  choose(): void {
    if (!this.state.choices) void this.readChoices();
  }

  readonly refresh = (): void => void this.read();

  async announce(plan: IncidentPlan): Promise<void> {
    await this.guarded(this.api.announceIncident(plan));
    await this.read();
  }

  /** A refusal shows what is true now. */
  async step(id: string, verb: IncidentVerb, body: StepBody): Promise<void> {
    try {
      await this.guarded(this.api.stepIncident(id, verb, body));
    } finally {
      await this.read();
    }
  }

  private async read(): Promise<void> {
    const reading = ++this.readings;
    try {
      const { incidents } = await this.guarded(this.api.incidents());
      const stopped = this.state.looking ? await this.guarded(this.api.stoppedDrafts()) : this.state.stopped;
      if (reading === this.readings) this.set({ incidents, stopped, error: null });
    } catch (error) {
      if (reading === this.readings) this.set({ error: codeOf(error) });
    }
  }

  private async readChoices(): Promise<void> {
    try {
      this.set({ choices: await this.guarded(this.api.incidentChoices()) });
    } catch (error) {
      this.set({ error: codeOf(error) });
    }
  }
}
