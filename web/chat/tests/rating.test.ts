import type { ChatMessage } from "@shared/api";
import type { Snapshot } from "@shared/connection";
import { describe, expect, it } from "vitest";
import { currentAsk, ratingAsked } from "../rows";

const message = (seq: number, sender: ChatMessage["sender"], slot?: string): ChatMessage => ({
  seq,
  at: "2026-11-16T10:00:00+08:00",
  sender,
  type: "text",
  text: "",
  buttons: [],
  ask: slot ? { slot, input: "number" } : null,
  card: null,
  source: null,
});

const snapshot = (...messages: ChatMessage[]): Snapshot =>
  ({ messages, outgoing: [], owner: "bot", busy: false }) as unknown as Snapshot;

describe("a rating asked for", () => {
  it("is shown until the customer goes on", () => {
    const asked = [message(1, "customer"), message(2, "agent"), message(3, "system", "rating")];

    expect(ratingAsked(snapshot(...asked, message(4, "agent")))).toBe(true);
    expect(ratingAsked(snapshot(...asked, message(4, "customer")))).toBe(false);
    expect(ratingAsked(snapshot(message(1, "customer"), message(2, "bot", "phone")))).toBe(false);
  });

  it("is no question of the bot's", () => {
    expect(currentAsk(snapshot(message(1, "customer"), message(2, "system", "rating")))).toBeNull();
  });
});
