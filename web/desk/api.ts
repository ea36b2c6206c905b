/** The desk's HTTP client: a session cookie, and a CSRF token on every write. */

import { ApiError, type RequestOptions, request, upload } from "@shared/api";
import { browserStore } from "@shared/storage";
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
import type { Colleagues, Listed, Presence, User } from "./types";

const CSRF_KEY = "baowen.desk.csrf";

export interface SignedIn {
  user: User;
  csrf_token?: string | null;
  presence?: Presence | null;
  second_factor?: boolean;
  due?: "password" | "second_factor" | null;
  failed_before?: number;
}

export class DeskApi {
  private readonly memory = browserStore("sessionStorage");

  async login(username: string, password: string, code?: string): Promise<SignedIn> {
    const body = { username, password, ...(code ? { code } : {}) };
    return this.keep(await request<SignedIn>("/api/staff/login", { method: "POST", body }));
  }

  /** Who the cookie belongs to; 401 when nobody. */
  async me(): Promise<SignedIn> {
    return this.keep(await request<SignedIn>("/api/staff/me"));
  }

  async logout(): Promise<void> {
    await this.write("POST", "/api/staff/logout", {});
    this.memory.set(CSRF_KEY, null);
  }

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

  /** One request of a room that keeps its own addresses. */
  call<T>(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown): Promise<T> {
    return method === "GET" ? request<T>(url) : this.write<T>(method, url, body ?? {});
  }

  upload(url: string, file: File, onProgress: (share: number) => void): Promise<{ id: string }> {
    return upload(url, this.headers(), file, onProgress);
  }

  async file(url: string): Promise<Blob> {
    const response = await fetch(url, { credentials: "same-origin" }).catch(() => {
      throw new ApiError(0, "network");
    });
    if (response.ok) return response.blob();
    const body = (await response.json().catch(() => null)) as { error?: { code?: string } } | null;
    throw new ApiError(response.status, body?.error?.code ?? "internal");
  }

  private path(id: string, verb = ""): string {
    return `/api/desk/conversations/${encodeURIComponent(id)}${verb}`;
  }

  private keep(signedIn: SignedIn): SignedIn {
    if (signedIn.csrf_token) this.memory.set(CSRF_KEY, signedIn.csrf_token);
    return signedIn;
  }

  private write<T>(method: RequestOptions["method"], url: string, body: unknown): Promise<T> {
    return request(url, { method, body, headers: this.headers() });
  }

  private headers(): Record<string, string> {
    return { "X-CSRF-Token": this.memory.get(CSRF_KEY) ?? "" };
  }
}
