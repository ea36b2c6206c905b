/** The desk's HTTP client. */

import { request } from "@shared/api";
import { StaffApi } from "../staff/api";
import type { SignedIn as StaffSignedIn } from "../staff/types";
import type { ComplaintDetail, ComplaintPage, Listing, Step, StepBody } from "./cases/complaintTypes";
import type { RequestBody, RequestDetails, RequestKind, RequestPage, RequestStep } from "./cases/requestTypes";
import type {
  Choices,
  Incident,
  IncidentPlan,
  StepBody as IncidentStep,
  IncidentVerb,
  Stopped,
} from "./supervision/supervisionTypes";
import type { Colleagues, Listed, Presence } from "./types";

/** With how ready one is for customers. */
export interface SignedIn extends StaffSignedIn {
  presence?: Presence | null;
}

export class DeskApi extends StaffApi<SignedIn> {
  presence(presence: Presence): Promise<Presence> {
    return this.write("PUT", "/api/desk/presence", presence);
  }

  async list(owner: "queue" | "mine" | "all"): Promise<Listed[]> {
    const found = await request<{ conversations: Listed[] }>(`/api/desk/conversations?owner=${owner}`);
    return found.conversations;
  }

  accept(id: string): Promise<unknown> {
    return this.write("POST", this.path(id, "/accept"), {});
  }

  /** Passes an offer on to the next colleague. */
  decline(id: string): Promise<unknown> {
    return this.write("POST", this.path(id, "/decline"), {});
  }

  transfer(id: string, to: { to_agent: string } | { to_queue: string }, note: string): Promise<unknown> {
    return this.write("POST", this.path(id, "/transfer"), note ? { ...to, note } : to);
  }

  giveBack(id: string, to: "bot" | "queue"): Promise<unknown> {
    return this.write("POST", this.path(id, "/return"), { to });
  }

  askRating(id: string): Promise<unknown> {
    return this.write("POST", this.path(id, "/ask-rating"), {});
  }

  close(id: string, wrapUp: string, summary: string): Promise<unknown> {
    return this.write("POST", this.path(id, "/close"), {
      ...(wrapUp ? { wrap_up: wrapUp } : {}),
      ...(summary ? { summary } : {}),
    });
  }

  incidents(): Promise<{ incidents: Incident[] }> {
    return request("/api/desk/incidents");
  }

  incidentChoices(): Promise<Choices> {
    return request("/api/desk/incidents/choices");
  }

  announceIncident(plan: IncidentPlan): Promise<Incident> {
    return this.write("POST", "/api/desk/incidents", plan);
  }

  stepIncident(id: string, verb: IncidentVerb, body: IncidentStep): Promise<Incident> {
    return this.write("POST", `/api/desk/incidents/${id}/${verb}`, body);
  }

  stoppedDrafts(): Promise<Stopped> {
    return request("/api/desk/conduct");
  }

  /** Whom a conversation can be given to. */
  colleagues(): Promise<Colleagues> {
    return request("/api/desk/colleagues");
  }

  complaints(state: Listing, after?: string): Promise<ComplaintPage> {
    return request(`/api/desk/complaints?state=${state}${after ? `&after=${after}` : ""}`);
  }

  complaint(receiptNo: string): Promise<ComplaintDetail> {
    return request(`/api/desk/complaints/${receiptNo}`);
  }

  complaintStep(receiptNo: string, step: Step, version: number, body: StepBody): Promise<ComplaintDetail> {
    return this.write("POST", `/api/desk/complaints/${receiptNo}/${step}`, { version, ...body });
  }

  complaintContact(receiptNo: string): Promise<{ contact: string | null }> {
    return this.write("POST", `/api/desk/complaints/${receiptNo}/contact`, {});
  }

  requests(kind: RequestKind): Promise<RequestPage> {
    return request(`/api/desk/requests?kind=${kind}`);
  }

  requestDetails(no: string): Promise<RequestDetails> {
    return this.write("POST", `/api/desk/requests/${no}/details`, {});
  }

  requestStep(no: string, step: RequestStep, body: RequestBody): Promise<unknown> {
    return this.write("POST", `/api/desk/requests/${no}/${step}`, body);
  }

  /** The register as a file. */
  complaintRegister(kind: "csv" | "xlsx", span: Record<string, string>): Promise<Blob> {
    return this.file(`/api/desk/complaints.${kind}?${new URLSearchParams(span)}`);
  }

  private path(id: string, verb = ""): string {
    return `/api/desk/conversations/${encodeURIComponent(id)}${verb}`;
  }
}
