/** The addresses of supervision, on the desk's log-in. */

import type { Desk } from "../desk";
import type { Wall } from "./wallTypes";

export class SupervisionApi {
  constructor(private readonly desk: Pick<Desk, "call" | "file">) {}

  wall(): Promise<Wall> {
    return this.desk.call("GET", "/api/desk/wall");
  }

  /** A supervisor has looked after a bad rating. */
  ratingSeen(conversationId: string): Promise<unknown> {
    return this.desk.call("POST", `/api/desk/conversations/${conversationId}/rating-seen`);
  }
}
