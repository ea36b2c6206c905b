import { useEffect } from "react";
import type { Desk } from "../desk";
import { hashOf } from "../place";

/** What an id may look like; anything else in an address is nobody's. */
const ID = /^[\w-]{1,64}$/;

/**
 * The address keeps the conversation that is worked in (`#conversations/ID`): a link from a figure or a colleague opens it. Going from
 * one conversation to another is no step back in the browser.
 */
export function useAddress(desk: Desk, asked: string | undefined, selected: string | null): void {
  useEffect(() => {
    if (asked && ID.test(asked)) desk.select(asked);
  }, [desk, asked]);

  useEffect(() => {
    // What the address has just opened stands in the desk's state, not in this drawing of it.
    const open = desk.snapshot().selected;
    const hash = open ? hashOf("conversations", open) : "";
    if (hash === location.hash) return;
    window.history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  }, [desk, asked, selected]);
}
