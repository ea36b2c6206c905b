import type { Item, Occasion, Problem } from "./api";

export const words = {
  house: "青禾保险",
  title: { claim: "这次理赔，办得怎么样？", complaint: "这次投诉，处理得怎么样？", conversation: "刚才的服务怎么样？", campaign: "我们的服务怎么样？" } satisfies Record<Occasion, string>,
  lead: "点一点就行，一分钟。只用来改进服务，不影响您的保障和理赔。",
  items: {
    claim: { attitude: "工作人员的态度", speed: "办得快不快", quality: "事情办得好不好", ease: "理赔方不方便", resolved: "处理结果" },
    complaint: { attitude: "处理人员的态度", speed: "处理得快不快", quality: "事情办得好不好", ease: "办事方不方便", resolved: "对这次处理满意吗" },
    conversation: { attitude: "客服的态度", speed: "回得快不快", quality: "问题解决得好不好", ease: "办事方不方便", resolved: "处理结果" },
    campaign: { attitude: "工作人员的态度", speed: "办事快不快", quality: "服务好不好", ease: "理赔方不方便（没理赔过可以不选）", resolved: "处理结果" },
  } satisfies Record<Occasion, Record<Item, string>>,
  scores: ["很差", "较差", "一般", "满意", "很满意"],
  recommend: "您愿意向亲友推荐我们吗？",
  unlikely: "0 不愿意",
  likely: "10 很愿意",
  comment: "还想说点什么（可不填）",
  commentHint: "哪里好、哪里不好，都可以直说。请不要写身份证号、银行卡号。",
  submit: "提交",
  sending: "正在提交…",
  change: "改一下我的回答",
  choose: "选一项再提交就好。",
  thanks: "谢谢您",
  thanksGood: "您的回答我们收到了。",
  thanksBad: "您说的我们收到了，会有同事来看。",
  until: (day: string): string => `${day}前，都可以回来改。`,
  refuse: "以后别再问我",
  refused: "好的，以后不再给您发这样的问卷。",
  unrefuse: "改主意了，还可以问我",
  refuseFailed: "没有记上，请再点一次。",
  loading: "正在打开…",
  retry: "再试一次",
  failed: { away: "网络不太好，没有提交上。您选的都还在，请再试一次。", busy: "点得太快了，请过一分钟再试。" },
  problems: {
    gone: { title: "没有找到这份问卷", text: "链接可能不完整，请回到短信或消息里再点一次。" },
    over: { title: "这份问卷已经过期了", text: "谢谢您还记得它。有话想说，随时可以在官方客服里告诉我们。" },
    busy: { title: "点得太快了", text: "请过一分钟再试。" },
    away: { title: "暂时打不开", text: "网络可能不太好，请再试一次。" },
  } satisfies Record<Problem, { title: string; text: string }>,
  chat: "去官方客服",
};

/** 12月6日, the day in Shanghai. */
export function dayOf(iso: string): string {
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric" }).format(new Date(iso));
}
