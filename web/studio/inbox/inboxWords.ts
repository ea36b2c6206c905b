import type { Reason } from "./inboxTypes";

/** Why a turn came into the inbox, in short. */
export const REASONS: Record<Reason, string> = {
  missed: "没听懂",
  unsure: "拿不准",
  corrected: "客户说不对",
  handed_off: "转了人工",
  rated_badly: "差评",
  proposed: "坐席建议",
};

const CHANNELS: Record<string, string> = { web: "网页", wechat: "公众号", wecom: "微信客服", terminal: "终端" };

export const channelText = (channel: string): string => CHANNELS[channel] ?? channel;

/** `62%` */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;
