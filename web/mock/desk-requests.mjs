/** The stand-in's work lists: one or two of each kind, and the steps that take them off. */

const HOUR = 3_600_000;
const moment = (hours) => new Date(Date.now() + hours * HOUR).toISOString();

function row(no, kind, title, due, more = {}) {
  return {
    no, kind, title, status: "received", received_at: moment(-20), due_at: moment(due), overdue: due < 0,
    customer_no: null, policy_no: null, phone: null, wished: null, wished_on: null, date_of_loss: null,
    owner: null, owner_name: null, needs_second_factor: false, ...more,
  };
}

let all = [
  row("BQ20261116AAAAAAA1", "servicing", "变更手机号", -3, { customer_no: "C000001", needs_second_factor: true }),
  row("BQ20261116AAAAAAA2", "servicing", "补发保单", 90, { customer_no: "C000002", policy_no: "QHA010000000001" }),
  row("HF20261116AAAAAAA1", "callbacks", "问续保", 3, { phone: "139****1111", wished: "下午三点以后" }),
  row("XS20261116AAAAAAA1", "leads", "给父母买，担心看病住院", 30, { phone: "138****2222" }),
  row("LP20261116AAAAAAA1", "reports", "医疗险报案", 4, { phone: "137****3333", date_of_loss: "2026-11-15" }),
];

export function list(kind) {
  const of = (one) => all.filter((r) => r.kind === one);
  const counts = {};
  for (const one of ["servicing", "callbacks", "leads", "reports"])
    counts[one] = { waiting: of(one).length, overdue: of(one).filter((r) => r.overdue).length };
  return { requests: of(kind), counts };
}

export const details = (no) => ({ no, phone: "13900001111", stated: [{ name: "wish", value: "保单搬家弄丢了" }] });

export function step(no, verb, user) {
  if (verb === "take") Object.assign(all.find((r) => r.no === no), { status: "accepted", owner: user.username, owner_name: user.name });
  else all = all.filter((r) => r.no !== no);
  return { no, status: verb };
}
