/** People who work here, and what a page needs of them. */

export type Role = "agent" | "supervisor" | "trainer" | "admin";

export interface User {
  username: string;
  name: string;
  role: Role;
  /** Queues they know. */
  skills?: string[];
}

/** What has to be done before anything else. */
export type Due = "password" | "second_factor";

export interface SignedIn {
  user: User;
  csrf_token?: string | null;
  second_factor?: boolean;
  due?: Due | null;
  /** Log-ins that failed since the last one. */
  failed_before?: number;
}

/** What a page knows of who is there. */
export interface Person {
  user: User | null;
  /** This person's second factor is set up. */
  secondFactor: boolean;
  failedBefore: number;
}

/** A page one signs in to. */
export interface House {
  /** Resume with the cookie, if it still holds. */
  start(): Promise<void>;
  /** `code`: of the second factor, where it is set up. */
  login(username: string, password: string, code?: string): Promise<void>;
  logout(): Promise<void>;
  call<T>(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown): Promise<T>;
}
