/** Wire types of the customer chat and a small client that speaks the one error shape of every Baowen API. */

export type Owner = "bot" | "queue" | "agent" | "closed";
export type Sender = "customer" | "bot" | "agent" | "system";

export interface Button {
  title: string;
  payload: string;
}

export interface Ask {
  slot: string;
  input: "text" | "number" | "date" | "choice" | "file";
  options?: Button[] | null;
}

export interface Source {
  faq: string | null;
  clause: string | null;
  version: string | null;
}

export interface TimelineEntry {
  at: string;
  status: string;
  note?: string | null;
}

/** Money is a string of yuan with two decimals; dates are ISO 8601, times carry an offset. */
export interface PolicyCard {
  kind: "policy";
  policy_no: string;
  product: string;
  status: string;
  sum_insured?: string | null;
  premium?: string | null;
  effective_on?: string | null;
  expires_on?: string | null;
  next_due_on?: string | null;
}

export interface ClaimCard {
  kind: "claim";
  claim_no: string;
  policy_no: string;
  status: string;
  amount_approved?: string | null;
  timeline?: TimelineEntry[];
  missing_documents?: string[];
  due_by?: string | null;
}

export interface ComplaintCard {
  kind: "complaint";
  receipt_no: string;
  status: string;
  respond_by?: string | null;
  plan_by?: string | null;
  resolve_by?: string | null;
  timeline?: TimelineEntry[];
}

export interface RenewalCard {
  kind: "renewal";
  policy_no: string;
  renewal_type: "renewal" | "instalment";
  due_on: string;
  grace_until?: string | null;
  amount?: string | null;
}

export interface HandoffCard {
  kind: "handoff";
  position?: number | null;
  estimated_wait_s?: number | null;
  queue?: string | null;
}

export type Card = PolicyCard | ClaimCard | ComplaintCard | RenewalCard | HandoffCard;

export interface AttachmentInfo {
  id: string;
  name?: string | null;
  media_type?: string | null;
  size?: number | null;
}

export interface ChatMessage {
  seq: number;
  at: string;
  sender: Sender;
  type: "text" | "card" | "attachment" | "notice";
  text: string;
  buttons: Button[];
  ask: Ask | null;
  card: Card | null;
  source: Source | null;
  attachment?: AttachmentInfo | null;
  /** The beginning of the message this one answers. */
  quote?: { seq: number; sender: Sender; text: string } | null;
  /** The name an agent shows to customers; absent for everyone else. */
  agent?: string | null;
}

export interface QueuePosition {
  position: number;
  estimated_wait_s: number | null;
}

/** Something every customer should know now, such as a typhoon. */
export interface Notice {
  id: string;
  kind: string;
  text: string;
}

export interface Update {
  messages: ChatMessage[];
  owner: Owner;
  queue: QueuePosition | null;
  busy: boolean;
  /** Absent while there is none. */
  notices?: Notice[];
  /** The agent is writing; absent while nobody is. */
  typing?: boolean;
}

/** What the page shows (`read`: the last number) and what is being written there, empty when it was given up. */
export interface Activity {
  read?: number;
  typing?: string;
}

export type MessageBody = { client_id: string } & (
  | { text: string }
  | { payload: string }
  | { attachment_id: string }
);

export interface Rating {
  score: number;
  recommend?: number;
  comment?: string;
}

/** An answer that is not 2xx. `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly details: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(code);
    this.name = "ApiError";
  }

  /** Worth sending again unchanged: the network, the server's own trouble, or too many at once. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds until an unanswered request counts as lost. */
  timeout?: number;
}

function errorOf(status: number, raw: unknown, retryAfter: string | null): ApiError {
  const error = (raw as { error?: { code?: string; details?: Record<string, unknown> } } | null)?.error;
  const seconds = Number(retryAfter);
  return new ApiError(
    status,
    error?.code ?? `http_${status}`,
    error?.details ?? {},
    retryAfter !== null && Number.isFinite(seconds) ? seconds : null,
  );
}

/** One JSON request. Throws `ApiError`; an abort through `signal` throws the signal's reason. */
export async function request<T>(url: string, options: RequestOptions = {}): Promise<T> {
  // By hand rather than AbortSignal.any/timeout: the browsers inside older phones' apps lack them.
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  const deadline = setTimeout(onAbort, options.timeout ?? 20_000);
  options.signal?.addEventListener("abort", onAbort);
  let response: Response;
  let raw: unknown = null;
  try {
    response = await fetch(url, {
      method: options.method ?? "GET",
      headers: {
        Accept: "application/json",
        ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: abort.signal,
      credentials: "same-origin",
    });
    const text = await response.text();
    try {
      raw = text ? JSON.parse(text) : null;
    } catch {
      if (response.ok) throw new ApiError(502, "bad_response");
    }
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (cause instanceof ApiError) throw cause;
    throw new ApiError(0, "network");
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener("abort", onAbort);
  }
  if (!response.ok) throw errorOf(response.status, raw, response.headers.get("Retry-After"));
  return raw as T;
}

/** One file. `fetch` reports no upload progress, so this is an XMLHttpRequest. `onProgress` gets 0–1. */
export function upload<T>(
  url: string,
  headers: Record<string, string>,
  file: File,
  onProgress: (share: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.responseType = "json";
    xhr.timeout = 120_000;
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300 && xhr.response) resolve(xhr.response);
      else reject(errorOf(xhr.status, xhr.response, xhr.getResponseHeader("Retry-After")));
    };
    xhr.onerror = xhr.ontimeout = () => reject(new ApiError(0, "network"));
    const form = new FormData();
    form.append("file", file, file.name);
    xhr.send(form);
  });
}

/** The customer's API. One object per page; the token is given by whoever keeps the conversation. */
export class ChatApi {
  constructor(readonly base: string = "") {}

  /** A new conversation, or the one a messenger's link leads to. */
  open(link?: string): Promise<{ conversation_id: string; token: string }> {
    return request(`${this.base}/api/chat/sessions`, { method: "POST", body: link ? { link } : {} });
  }

  send(token: string, body: MessageBody): Promise<{ seq: number }> {
    return request(`${this.base}/api/chat/messages`, { method: "POST", body, headers: bearer(token) });
  }

  messages(token: string, after: number, wait: number, signal?: AbortSignal): Promise<Update> {
    return request(`${this.base}/api/chat/messages?after=${after}&wait=${wait}`, {
      headers: bearer(token),
      signal,
      timeout: (wait + 15) * 1000,
    });
  }

  activity(token: string, activity: Activity): Promise<unknown> {
    return request(`${this.base}/api/chat/activity`, { method: "POST", body: activity, headers: bearer(token) });
  }

  rate(token: string, rating: Rating): Promise<unknown> {
    return request(`${this.base}/api/chat/rating`, { method: "POST", body: rating, headers: bearer(token) });
  }

  upload(token: string, file: File, onProgress: (share: number) => void): Promise<{ attachment_id: string }> {
    return upload(`${this.base}/api/chat/attachments`, bearer(token), file, onProgress);
  }

  /** The content of an attachment of one's own conversation. */
  async attachment(token: string, id: string): Promise<Blob> {
    const response = await fetch(`${this.base}/api/chat/attachments/${encodeURIComponent(id)}`, {
      headers: bearer(token),
      credentials: "same-origin",
    }).catch(() => {
      throw new ApiError(0, "network");
    });
    if (!response.ok) throw new ApiError(response.status, `http_${response.status}`);
    return response.blob();
  }

  socketUrl(after: number): string {
    const url = new URL(`${this.base}/api/chat/ws?after=${after}`, window.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return url.href;
  }
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
