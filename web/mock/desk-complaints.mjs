/** Complaints of the desk's stand-in: three of them, due soon, late and done; a step is taken without any rule. */

const HOUR = 3_600_000;
const HOURS = { acknowledge: 24, plan: 48, handle: 72, result: 240 };
const LEADS_TO = {
  register: "registered",
  investigate: "investigating",
  "ask-more": "more_info",
  extend: "extended_30",
  decide: "decided",
  notify: "notified",
  archive: "archived",
  reject: "rejected_not_complaint",
};
const FULFILS = { acknowledge: "acknowledged", plan: "planned", handle: "handled" };

const at = (hoursAgo) => new Date(Date.now() - hoursAgo * HOUR).toISOString();

function complaint(number, hoursAgo, status, facts) {
  return {
    receipt_no: `TSMOCK00000${number}`,
    version: 1,
    status,
    received_at: at(hoursAgo),
    channel: "web",
    urgencies: [],
    owner: status === "received" ? null : "lili",
    owner_name: status === "received" ? null : "李丽",
    target: null,
    rung: "owner",
    conversation_id: "mock",
    customer_no: null,
    complainant: null,
    contact: "139****1111",
    resolve_by: at(hoursAgo - 240).slice(0, 10),
    decision: null,
    corrective_action: null,
    apology: null,
    satisfied: null,
    events: [{ at: at(hoursAgo), what: "received", by: "customer", by_name: "customer", note: null, public_note: null }],
    ...facts,
  };
}

const all = [
  complaint(1, 30, "registered", { category: "claim", detail: "材料交了三次，每次都说还缺一份。", demand: "一次说清楚", urgencies: ["words"] }),
  complaint(2, 21, "received", { category: "attitude", detail: "电话没说完就挂断了。", demand: "道歉", target: "电话客服" }),
  complaint(3, 500, "archived", { category: "servicing", detail: "改手机号等了两周。", demand: null, satisfied: true, corrective_action: "每天核对" }),
];

function dutiesOf(c) {
  const happened = new Map(c.events.map((event) => [event.what, event.at]));
  return Object.entries(HOURS).map(([code, hours]) => {
    const due = Date.parse(c.received_at) + hours * HOUR;
    const done = c.status === "archived" ? c.received_at : (happened.get(FULFILS[code] ?? "notified") ?? null);
    return {
      code,
      since: c.received_at,
      due_at: new Date(due).toISOString(),
      done_at: done,
      overdue: (done ? Date.parse(done) : Date.now()) > due,
    };
  });
}

const shown = (c) => {
  const duties = dutiesOf(c);
  const steps = c.status === "received" ? ["register"] : c.status === "archived" ? [] : Object.keys({ ...FULFILS, ...LEADS_TO });
  return { ...c, preview: c.detail, duties, next_duty: duties.find((duty) => !duty.done_at) ?? null, steps };
};

export function list(state, user) {
  const rows = all.map(shown);
  const open = rows.filter((c) => c.status !== "archived");
  const overdue = open.filter((c) => c.next_duty?.overdue);
  const mine = open.filter((c) => c.owner === user.username);
  return {
    complaints: { open, overdue, mine, all: rows }[state],
    open: open.length,
    overdue: overdue.length,
    mine: mine.length,
    after: null,
  };
}

export const find = (receiptNo) => {
  const found = all.find((c) => c.receipt_no === receiptNo);
  return found && shown(found);
};

export function take(receiptNo, step, body, user) {
  const c = all.find((one) => one.receipt_no === receiptNo);
  c.version += 1;
  c.status = LEADS_TO[step] ?? c.status;
  if (step === "register") Object.assign(c, { owner: user.username, owner_name: user.name });
  Object.assign(c, { decision: body.decision ?? c.decision, corrective_action: body.corrective_action ?? c.corrective_action });
  c.events.push({
    at: new Date().toISOString(),
    what: FULFILS[step] ?? LEADS_TO[step],
    by: user.username,
    by_name: user.name,
    note: body.note ?? null,
    public_note: body.public_note ?? null,
  });
  return shown(c);
}
