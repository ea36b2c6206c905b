"""The few sentences this channel says by itself, and what it tells colleagues at the desk."""

from bot.conversations.message import Button, Content, MessageType

WELCOME = Content(
    "您好，我是智能客服助手。查保单、问理赔进度、报案、登记投诉，直接发消息跟我说就行。想找人工，随时说「转人工」。",
    buttons=(
        Button("查我的保单", "/policy_lookup"),
        Button("理赔到哪一步了", "/claim_status"),
        Button("我要报案", "/claim_report"),
    ),
)
VOICE = Content("语音我还听不懂，麻烦您打字发给我。", MessageType.NOTICE)
NOT_READ = Content("这个我这里看不了，麻烦您打字告诉我，或者发照片、PDF。", MessageType.NOTICE)
FILE_KIND = Content("刚才的文件打不开，麻烦您换成照片或 PDF 再发一次，10 MB 以内。", MessageType.NOTICE)
FILE_LOST = Content("刚才的文件没有收到，麻烦您再发一次。", MessageType.NOTICE)
SPENT = Content("这个选项刚才已经点过了。还有别的需要，直接发消息跟我说就行。", MessageType.NOTICE)
ENDED = Content(
    "本次人工服务已结束。有新的问题直接发消息就行。",
    MessageType.NOTICE,
    ask={"slot": "rating", "input": "number"},
)
THANKS = Content("谢谢您的评价。", MessageType.NOTICE)

HEARD = {"image": "[照片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}
HEARD_OTHER = "[其他消息]"

CHOOSE = "请点下面的选项："
SOURCE = "依据：{clause}"
RATE = "您对这次服务满意吗？"
GRADES = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"}

# For colleagues at the desk.
SERVICER = "企业微信 {servicer}"
WITH_PEOPLE = "客户正由企业微信里的同事接待，等客户再来消息时发送"
SESSION_ENDED = "微信会话已结束，等客户再来消息时发送"
TOO_LATE = "微信会话已结束，没有送到"
QUOTA_USED = "客户每来一条消息最多能回五条，已经用完，等客户再来消息时发送"
WINDOW_CLOSED = "超过48小时没有互动，微信不让发"
UNKNOWN_CUSTOMER = "微信客服里没有这位客户，消息发不出"
# By fail_type of the event msg_send_fail.
FAILED = {
    1: "微信客服账号已被删除，没有送到",
    2: "微信客服应用已关闭，没有送到",
    4: "超过48小时没有互动，没有送到",
    5: "微信会话已过期，没有送到",
    6: "客户每来一条消息最多能回五条，这条没有送到",
    10: "客户拒收消息，没有送到",
    13: "微信没有放行这条消息，没有送到",
}
FAILED_OTHERWISE = "微信没有说明原因，这条没有送到"
