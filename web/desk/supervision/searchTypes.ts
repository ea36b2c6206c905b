/** What the search over transcripts reads. */

import type { Sender } from "@shared/api";
import type { Span } from "../Choices";

/** Empty fields filter nothing; `since` and `until` are dates. */
export interface Sought extends Span {
  q: string;
  agent: string | null;
  queue: string | null;
  customer_no: string;
}

export interface Found {
  conversation_id: string;
  seq: number;
  at: string;
  sender: Sender;
  text: string;
  /** Who held the conversation. */
  agent: string | null;
  queue: string | null;
}

/** `searched`: how many messages were looked through for this page. */
export interface FoundPage {
  found: Found[];
  cursor: string | null;
  searched: number;
}
