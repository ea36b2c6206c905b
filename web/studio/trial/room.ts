/** One trial conversation, or two side by side that hear the same words; free of React. */

import type { Button, ChatMessage } from "@shared/api";
import { Board } from "@shared/board";
import { codeOf } from "@shared/errors";
import type { Studio } from "../studio";
import type { OpenedTrial, Person, Reply, Turn } from "./trialTypes";

/** What was said, and what came of it. */
export interface Round {
  number: number;
  /** As it stands in the chat. */
  said: string;
  /** Typed, not pressed: it can be asked why it was understood so. */
  typed: boolean;
  messages: ChatMessage[];
  codes: { phone: string; code: string }[];
  turn: Turn | null;
  /** Code of why it was not answered. */
  error: string | null;
  busy: boolean;
}

export interface Side {
  /** null: the live model. */
  model: string | null;
  trial: string | null;
  person: Person | null;
  rounds: Round[];
}

export interface RoomState {
  sides: Side[];
  /** Number of a demo customer, null: a visitor. */
  customer: number | null;
  /** The round that is looked into. */
  selected: { side: number; round: number } | null;
}

const EMPTY: Side = { model: null, trial: null, person: null, rounds: [] };

export class TrialRoom extends Board<RoomState> {
  /** Answers of a conversation that was left do not count. */
  private begun = 0;

  constructor(private readonly studio: Pick<Studio, "call">) {
    super({ sides: [EMPTY], customer: null, selected: null });
  }

  /** Anew with these models, one or two; `null` stands for the live one. */
  begin(models: (string | null)[], customer: number | null = this.state.customer): void {
    this.leave();
    this.set({ sides: models.map((model) => ({ ...EMPTY, model })), customer, selected: null });
  }

  select(side: number, round: number): void {
    this.set({ selected: { side, round } });
  }

  get busy(): boolean {
    return this.state.sides.some(({ rounds }) => rounds.some(({ busy }) => busy));
  }

  /** Words for all sides. */
  async say(text: string): Promise<void> {
    const said = text.trim();
    if (!said || this.busy) return;
    await Promise.all(this.state.sides.map((_, side) => this.turn(side, { text: said }, said)));
  }

  /** A button, which stands in one conversation only. */
  async press(side: number, button: Button): Promise<void> {
    if (!this.busy) await this.turn(side, { payload: button.payload }, button.title);
  }

  /** The conversations end at the server; it would end them by itself after a while. */
  leave(): void {
    this.begun += 1;
    for (const { trial } of this.state.sides)
      if (trial) void this.studio.call("DELETE", `/api/studio/trials/${trial}`).catch(() => undefined);
  }

  private async turn(side: number, body: { text: string } | { payload: string }, said: string): Promise<void> {
    const begun = this.begun;
    const number = this.state.sides[side]?.rounds.length ?? 0;
    const round: Round = { number, said, typed: "text" in body, messages: [], codes: [], turn: null, error: null, busy: true };
    this.put(side, ({ rounds }) => ({ rounds: [...rounds, round] }));
    this.set({ selected: { side: this.state.sides.length > 1 ? (this.state.selected?.side ?? 0) : side, round: number } });
    const answered = (more: Partial<Round>): void => {
      if (begun === this.begun)
        this.put(side, ({ rounds }) => ({ rounds: rounds.map((each) => (each.number === number ? { ...each, ...more, busy: false } : each)) }));
    };
    try {
      const trial = this.state.sides[side]?.trial ?? (await this.open(side, begun));
      const { messages, codes, turn } = await this.studio.call<Reply>("POST", `/api/studio/trials/${trial}/messages`, body);
      answered({ messages, codes: codes ?? [], turn });
    } catch (error) {
      answered({ error: codeOf(error) });
    }
  }

  private async open(side: number, begun: number): Promise<string> {
    const { customer, sides } = this.state;
    const model = sides[side]?.model;
    const opened = await this.studio.call<OpenedTrial>("POST", "/api/studio/trials", {
      ...(model ? { model } : {}),
      ...(customer ? { customer } : {}),
    });
    if (begun === this.begun) this.put(side, () => ({ trial: opened.id, person: opened.person ?? null }));
    return opened.id;
  }

  private put(side: number, change: (side: Side) => Partial<Side>): void {
    this.set({ sides: this.state.sides.map((each, place) => (place === side ? { ...each, ...change(each) } : each)) });
  }
}
