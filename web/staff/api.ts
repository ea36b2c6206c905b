/** The HTTP client of pages for staff: a session cookie, and a CSRF token on every write. */

import { ApiError, type RequestOptions, request, upload } from "@shared/api";
import { browserStore } from "@shared/storage";
import type { SignedIn } from "./types";

const CSRF_KEY = "baowen.desk.csrf";

export class StaffApi<S extends SignedIn = SignedIn> {
  private readonly memory = browserStore("sessionStorage");

  async login(username: string, password: string, code?: string): Promise<S> {
    const body = { username, password, ...(code ? { code } : {}) };
    return this.keep(await request<S>("/api/staff/login", { method: "POST", body }));
  }

  /** Who the cookie belongs to; 401 when nobody. */
  async me(): Promise<S> {
    return this.keep(await request<S>("/api/staff/me"));
  }

  async logout(): Promise<void> {
    await this.write("POST", "/api/staff/logout", {});
    this.memory.set(CSRF_KEY, null);
  }

  /** One request of a room that keeps its own addresses. `timeout`: milliseconds, where it may take long. */
  call<T>(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown, timeout?: number): Promise<T> {
    return method === "GET" ? request<T>(url, { timeout }) : this.write<T>(method, url, body ?? {}, timeout);
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

  protected write<T>(method: RequestOptions["method"], url: string, body: unknown, timeout?: number): Promise<T> {
    return request(url, { method, body, headers: this.headers(), timeout });
  }

  private keep(signedIn: S): S {
    if (signedIn.csrf_token) this.memory.set(CSRF_KEY, signedIn.csrf_token);
    return signedIn;
  }

  private headers(): Record<string, string> {
    return { "X-CSRF-Token": this.memory.get(CSRF_KEY) ?? "" };
  }
}
