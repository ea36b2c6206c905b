/** Wire types of the demo's phone, and the few requests its page makes. */

import { ApiError, request } from "@shared/api";

export interface MenuItem {
  id: string;
  title: string;
}

export interface Bubble {
  id: number;
  at: string;
  sender: "me" | "account" | "platform";
  text: string;
  items: MenuItem[];
  media_id: string | null;
  client_id: string | null;
  way: "reply" | "service" | null;
}

/** How many messages the account may still send by itself, and until when. */
export interface Window {
  kind: "message" | "event";
  left: number;
  until: string;
}

export interface Try {
  answer: "reply" | "success" | "refused" | "invalid" | "late" | "unreachable";
  ms: number;
  status: number | null;
}

export interface Push {
  at: string;
  query: string;
  xml: string;
  tries: Try[];
}

export interface AccountButton {
  name: string;
  sub_button: { name: string; key: string }[];
}

export interface Screen {
  version: number;
  account: string;
  followed: boolean;
  typing: boolean;
  bubbles: Bubble[];
  menu: AccountButton[];
  windows: Window[];
  push: Push | null;
}

export interface Act {
  kind: "text" | "item" | "click" | "follow" | "unfollow";
  value?: string;
  title?: string;
}

export class PhoneApi {
  async open(): Promise<string> {
    return (await request<{ token: string }>("/api/demo/phones", { method: "POST" })).token;
  }

  screen(token: string, version: number, wait: number, signal: AbortSignal): Promise<Screen> {
    return request(`/api/demo/phone?version=${version}&wait=${wait}`, {
      headers: bearer(token),
      signal,
      timeout: (wait + 15) * 1000,
    });
  }

  act(token: string, clientId: string, act: Act, thrice: boolean): Promise<void> {
    const body = { client_id: clientId, thrice, ...act };
    return request("/api/demo/phone/acts", { method: "POST", body, headers: bearer(token) });
  }

  /** The body is the file itself, so `request`, which writes JSON, does not fit. */
  async sendPicture(token: string, clientId: string, file: Blob, thrice: boolean): Promise<void> {
    const query = new URLSearchParams({ client_id: clientId, thrice: String(thrice) });
    const response = await reached(
      fetch(`/api/demo/phone/pictures?${query}`, {
        method: "POST",
        body: file,
        headers: { ...bearer(token), "Content-Type": "application/octet-stream" },
      }),
    );
    if (!response.ok) throw new ApiError(response.status, `http_${response.status}`);
  }

  async picture(token: string, mediaId: string): Promise<Blob> {
    const response = await reached(fetch(`/api/demo/phone/pictures/${mediaId}`, { headers: bearer(token) }));
    if (!response.ok) throw new ApiError(response.status, `http_${response.status}`);
    return response.blob();
  }
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

function reached(answer: Promise<Response>): Promise<Response> {
  return answer.catch(() => {
    throw new ApiError(0, "network");
  });
}
