/** Enough to recognise one's own: `Chrome · Windows`. */
export function deviceOf(browser: string): string {
  const name = [/Edg\//, /Firefox\//, /Chrome\//, /Safari\//].findIndex((each) => each.test(browser));
  const system = ["Windows", "Android", "iPhone", "Mac OS", "Linux"].find((each) => browser.includes(each));
  return [["Edge", "Firefox", "Chrome", "Safari"][name], system].filter(Boolean).join(" · ") || "未知浏览器";
}
