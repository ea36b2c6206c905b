/** The keys of the workspace. Pure: which of them an event is. */

export type Shortcut =
  | { do: "select"; place: number; beside: boolean }
  | { do: "next" | "offer" | "shut" | "help" };

type Pressed = Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "code" | "key">;

/** By code where Alt is held: on some keyboards Alt+N is another letter. `writing`: the focus is in a field. */
export function shortcutOf(event: Pressed, writing: boolean): Shortcut | null {
  if (event.ctrlKey || event.metaKey) return null;
  if (!event.altKey) return event.key === "?" && !writing ? { do: "help" } : null;
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit) return { do: "select", place: Number(digit[1]) - 1, beside: event.shiftKey };
  if (event.shiftKey) return null;
  if (event.code === "KeyN") return { do: "next" };
  if (event.code === "KeyA") return { do: "offer" };
  if (event.code === "KeyW") return { do: "shut" };
  return event.code === "Slash" ? { do: "help" } : null;
}

export const KEYS: [keys: string, what: string][] = [
  ["Alt+1 … 9", "打开我的第 1 到 9 个会话"],
  ["Alt+Shift+1 … 9", "在旁边并排打开"],
  ["Alt+N", "下一个有新消息的会话"],
  ["Alt+A", "接入派给我的会话"],
  ["Alt+W", "收起当前会话（不结束）"],
  ["Enter 或 Ctrl+Enter", "发送"],
  ["Shift+Enter", "换行"],
  ["/", "输入框为空时打开快捷回复"],
  ["Esc", "关闭快捷回复、取消引用"],
  ["? 或 Alt+/", "显示这张表"],
];
