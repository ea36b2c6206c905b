/** Every word the phone's page says by itself. What the account says comes through the channel. */

export const words = {
  title: "试试微信里的对话",
  lead: "这里没有连接微信。您发的每一条消息，都像微信服务器那样加密后推给系统真正的回调地址；回答也从真正的接口回来。",
  phoneLabel: "模拟手机",

  account: "服务号",
  profile: "保单查询、理赔报案、续期缴费、投诉建议，都可以在这里办。",
  follow: "关注公众号",
  unfollow: "取消关注",
  unfollowHint: "取消关注后，系统会删除这部手机的对话和身份信息。",
  followHint: "先关注，再发消息。",

  demo: "演示：这里没有连接微信。",

  log: "聊天记录",
  loading: "正在准备一部手机",
  away: "连不上服务，正在重试",
  retryNow: "马上再试",
  absent: "这里没有演示手机",
  absentHint: "只在演示环境、并且没有接入真实服务号时提供。",
  renewed: "服务重新启动过，这是一部新手机。",
  typing: "对方正在输入…",
  picture: "照片",

  input: "输入消息",
  send: "发送",
  attach: "发照片",
  tooLong: (over: number) => `超出 ${over} 字`,
  menu: "服务号菜单",
  more: "更多",
  close: "关闭",

  failed: "没有发出去",
  resend: "重发",
  discard: "删除",
  /** By the API's error code. */
  failures: {
    too_many: "发得太快了，稍等一下再发",
    http_429: "发得太快了，稍等一下再发",
    http_413: "照片超过 10 MB，没有发出",
    invalid: "先关注公众号，再发消息",
    http_422: "先关注公众号，再发消息",
  } as Record<string, string>,

  slow: "慢网",
  slowHint: "每条消息推送三遍，仍然只得到一个回答。",

  panel: "幕后",
  panelHint: "给想看的人：这部手机和系统之间传了什么。",
  lastAnswer: "最近一条回答",
  ways: { reply: "被动回复", service: "客服消息" },
  waysHint: {
    reply: "随推送的应答一起返回，不占主动消息的额度。",
    service: "5 秒内没答完，先应答 success，再经客服消息接口发出。",
  },
  noAnswer: "还没有",
  quota: "还可以主动发",
  noQuota: "现在不能主动发",
  windowKinds: { message: "发消息后 48 小时内", event: "关注或点菜单后 1 分钟内" },
  left: (count: number) => `${count} 条`,
  push: "最近一次推送",
  noPush: "还没有推送",
  tries: "应答",
  tryNumber: (number: number) => `第 ${number} 次`,
  answers: {
    reply: "被动回复（加密 XML）",
    success: "success",
    refused: "拒绝",
    invalid: "看不懂的应答",
    late: "5 秒内没有应答",
    unreachable: "连不上",
  },
  waiting: "等待应答…",
};
