/** The addresses of the administration, on the desk's log-in. */

import { moments, queryOf } from "../Choices";
import type { Desk } from "../desk";
import type { Page } from "@shared/reading";
import type {
  AuditEntry,
  AuditFilter,
  AuditVerified,
  CannedReply,
  CannedText,
  NewStaff,
  QueueChange,
  QueueSettings,
  StaffChange,
  StaffMember,
  WrapUpCode,
} from "./administrationTypes";

export class AdministrationApi {
  constructor(private readonly desk: Pick<Desk, "call">) {}

  async staff(after: string | null): Promise<Page<StaffMember>> {
    const found = await this.desk.call<{ staff: StaffMember[]; next: string | null }>(
      "GET",
      `/api/desk/staff${queryOf({ after })}`,
    );
    return { rows: found.staff, next: found.next };
  }

  /** With the temporary password, which is shown once. */
  addStaff(member: NewStaff): Promise<{ staff: StaffMember; password: string | null }> {
    return this.desk.call("POST", "/api/desk/staff", member);
  }

  changeStaff(username: string, change: StaffChange): Promise<StaffMember> {
    return this.desk.call("PUT", `/api/desk/staff/${encodeURIComponent(username)}`, change);
  }

  newPassword(username: string): Promise<{ password: string | null }> {
    return this.desk.call("POST", `/api/desk/staff/${encodeURIComponent(username)}/password`, {});
  }

  resetSecondFactor(username: string): Promise<StaffMember> {
    return this.desk.call("POST", `/api/desk/staff/${encodeURIComponent(username)}/reset-second-factor`);
  }

  async queues(): Promise<QueueSettings[]> {
    return (await this.desk.call<{ queues: QueueSettings[] }>("GET", "/api/desk/queues")).queues;
  }

  changeQueue(code: string, change: QueueChange): Promise<QueueSettings> {
    return this.desk.call("PUT", `/api/desk/queues/${code}`, change);
  }

  async cannedReplies(q: string, queue: string | null): Promise<CannedReply[]> {
    const found = await this.desk.call<{ canned_replies: CannedReply[] }>(
      "GET",
      `/api/desk/canned-replies${queryOf({ q, queue })}`,
    );
    return found.canned_replies;
  }

  /** A new one without `id`. */
  keepCanned(id: string | null, text: CannedText): Promise<CannedReply> {
    return id
      ? this.desk.call("PUT", `/api/desk/canned-replies/${id}`, text)
      : this.desk.call("POST", "/api/desk/canned-replies", text);
  }

  removeCanned(id: string): Promise<unknown> {
    return this.desk.call("DELETE", `/api/desk/canned-replies/${id}`);
  }

  async wrapUpCodes(): Promise<WrapUpCode[]> {
    return (await this.desk.call<{ codes: WrapUpCode[] }>("GET", "/api/desk/wrap-up-codes")).codes;
  }

  keepWrapUpCodes(codes: WrapUpCode[]): Promise<unknown> {
    return this.desk.call("PUT", "/api/desk/wrap-up-codes", { codes });
  }

  async audit(filter: AuditFilter, before: string | null): Promise<Page<AuditEntry>> {
    const { since, until, ...rest } = filter;
    const query = queryOf({ ...rest, ...moments({ since, until }), before });
    const found = await this.desk.call<{ entries: AuditEntry[]; next: number | null }>(
      "GET",
      `/api/desk/audit${query}`,
    );
    return { rows: found.entries, next: found.next === null ? null : String(found.next) };
  }

  verifyAudit(): Promise<AuditVerified> {
    return this.desk.call("POST", "/api/desk/audit/verify");
  }
}
