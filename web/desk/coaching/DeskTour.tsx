/** 工作台导览: a few steps over the desk itself, remembered per account, to be had again. */

import { Button } from "antd";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Desk } from "../desk";
import "./tour.css";

const STEPS = [
  {
    title: "这里换工作区",
    text: "会话、投诉、待办在这里切换；有新的事会带数字，红色是超时。",
    target: "nav.rail",
  },
  {
    title: "接待从“会话”开始",
    text: "排队的客户按先后派给你。打开会话，上方就有客户之前说过的和机器人查过的。",
    target: '[data-testid="view-conversations"]',
  },
  {
    title: "离开前换状态",
    text: "右上角设为“示忙”并选原因，系统就不再派新的会话给你。",
    target: '[data-testid="presence-switch"]',
  },
  {
    title: "想练的时候来这里",
    text: "模拟客户和测验都在“培训”，学时自动记。",
    target: '[data-testid="view-coaching"]',
  },
];
const GAP = 12; // px between a target and the card

/** `seen` false: it opens by itself. */
export function DeskTour({ desk, seen }: { desk: Desk; seen: boolean }) {
  const [chosen, setOpen] = useState<boolean | null>(null);
  const close = useCallback((): void => {
    setOpen(false);
    void desk.call("POST", "/api/desk/coaching/tour").catch(() => undefined);
  }, [desk]);
  return (
    <>
      <Button type="link" onClick={() => setOpen(true)}>
        工作台导览
      </Button>
      {(chosen ?? !seen) ? <Tour onClose={close} /> : null}
    </>
  );
}

// The browser's own dialog: antd's tour locks scrolling by a style element, which the content policy refuses.
function Tour({ onClose }: { onClose: () => void }) {
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const { title, text, target } = STEPS[at] ?? STEPS[0]!;
  const last = at === STEPS.length - 1;

  // Open before it is placed: a closed dialog has no size.
  useLayoutEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  useLayoutEffect(() => {
    const card = dialog.current;
    const shown = document.querySelector<HTMLElement>(target);
    if (!card || !shown) return;
    place(card, shown.getBoundingClientRect());
    shown.classList.add("tour-target");
    return () => shown.classList.remove("tour-target");
  }, [target]);

  return (
    <dialog ref={dialog} className="tour" aria-labelledby="tour-title" data-testid="tour" onClose={onClose}>
      <h2 id="tour-title">{title}</h2>
      <p>{text}</p>
      <footer>
        <span className="hint">
          {at + 1} / {STEPS.length}
        </span>
        <Button type="text" data-testid="tour-close" onClick={() => dialog.current?.close()}>
          {last ? "关闭" : "跳过"}
        </Button>
        {last ? null : (
          <Button type="primary" data-testid="tour-next" onClick={() => setAt(at + 1)}>
            下一步
          </Button>
        )}
      </footer>
    </dialog>
  );
}

/** Beside what it speaks of where there is room, else below, else above, and always inside the window. */
function place(card: HTMLElement, target: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = card;
  const inside = (at: number, size: number, window: number): number => Math.max(GAP, Math.min(at, window - size - GAP));
  const beside = target.right + GAP + width <= window.innerWidth;
  const below = target.bottom + GAP + height <= window.innerHeight;
  const left = beside ? target.right + GAP : target.right - width;
  const top = beside ? target.top : below ? target.bottom + GAP : target.top - GAP - height;
  card.style.left = `${inside(left, width, window.innerWidth)}px`;
  card.style.top = `${inside(top, height, window.innerHeight)}px`;
}
