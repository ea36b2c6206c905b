/** How an `ask` of the bot becomes a fitted field: what may be typed, what is complete, what is sent. */

import type { Ask } from "@shared/api";
import { formatDate, today } from "@shared/format";
import { zh } from "@shared/locale/zh";

export interface Field {
  label: string;
  type: "text" | "date";
  inputMode: "text" | "numeric" | "decimal" | "tel";
  autoComplete: string;
  maxLength?: number;
  max?: string;
  hint?: string;
  /** Keeps what may stand in the field. */
  filter: (value: string) => string;
  valid: (value: string) => boolean;
  invalid: string;
  /** The customer's message. */
  message: (value: string) => string;
}

const digits = (value: string): string => value.normalize("NFKC").replace(/\D/g, "");
const asIs = (value: string): string => value;

/** May a policy number stand in place of the phone number: not, too, or is that what is being typed. */
export type PolicyNo = "no" | "too" | "typed";

/** The field for an ask; null where typing, buttons or an upload serve better. */
export function fieldOf(ask: Ask, policyNo: PolicyNo = "no"): Field | null {
  const words = zh.ask;
  const base: Field = {
    label: words.labels[ask.slot] ?? words.other[ask.input],
    type: "text",
    inputMode: "text",
    autoComplete: "off",
    filter: asIs,
    valid: (value) => value.trim().length > 0,
    invalid: "",
    message: (value) => value.trim(),
  };
  switch (ask.slot) {
    case "phone":
      if (policyNo === "no") {
        return {
          ...base,
          inputMode: "tel",
          autoComplete: "tel-national",
          filter: (value) => digits(value).replace(/^86(?=1\d{10}$)/, "").slice(0, 11),
          valid: (value) => /^1\d{10}$/.test(value),
          invalid: words.invalid.phone ?? "",
        };
      }
      return {
        ...base,
        label: words.policyNoToo,
        inputMode: policyNo === "typed" ? "text" : "tel",
        autoComplete: policyNo === "typed" ? "off" : "tel-national",
        maxLength: 32,
        // Policy numbers may hold letters and hyphens.
        filter: (value) => value.normalize("NFKC").replace(/[^\dA-Za-z-]/g, ""),
        valid: (value) => (/^1\d{0,10}$/.test(value) ? value.length === 11 : value.length >= 4),
        invalid: words.invalid.policyNoToo ?? "",
      };
    case "id_last4":
      return {
        ...base,
        maxLength: 4,
        filter: (value) => value.normalize("NFKC").toUpperCase().replace(/[^\dX]/g, "").slice(0, 4),
        valid: (value) => /^\d{3}[\dX]$/.test(value),
        invalid: words.invalid.id_last4 ?? "",
      };
    case "otp":
      return {
        ...base,
        inputMode: "numeric",
        autoComplete: "one-time-code",
        maxLength: 6,
        hint: words.otpHint,
        filter: (value) => digits(value).slice(0, 6),
        valid: (value) => /^\d{6}$/.test(value),
        invalid: words.invalid.otp ?? "",
      };
  }
  switch (ask.input) {
    case "number":
      // What is asked as a number is a sum of money.
      return {
        ...base,
        inputMode: "decimal",
        filter: (value) => value.normalize("NFKC").replace(/[^\d.]/g, ""),
        valid: (value) => /^\d+(\.\d{1,2})?$/.test(value),
        invalid: words.invalid.amount ?? "",
      };
    case "date": {
      const max = ask.slot === "date_of_loss" ? today() : undefined;
      return {
        ...base,
        type: "date",
        max,
        valid: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && (!max || value <= max),
        invalid: words.invalid.date ?? "",
        message: formatDate,
      };
    }
    default:
      return null;
  }
}
