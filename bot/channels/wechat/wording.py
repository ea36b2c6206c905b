"""The few sentences this channel says by itself."""

from bot.conversations.message import Button, Content, MessageType

_SERVICES = (
    Button("查我的保单", "/policy_lookup"),
    Button("理赔到哪一步了", "/claim_status"),
    Button("什么时候该交费", "/renewal_query"),
)

WELCOME = Content(
    "您好，我是智能客服助手。查保单、问理赔进度、报案、登记投诉，直接发消息跟我说就行；"
    "下面的菜单里也有。想找人工，随时说「转人工」。",
    buttons=_SERVICES,
)
SCANNED = Content("您好，想查保单、问理赔，或者找人工，直接发消息跟我说就行。", buttons=_SERVICES)

VOICE_HEARD = "[语音，没有转成文字]"
VOICE = Content("这段语音我没能听清，麻烦您打字发给我。", MessageType.NOTICE)
VIDEO_HEARD = "[视频]"
VIDEO = Content("视频我这里看不了，麻烦您拍照片发给我。有文件的话，可以截图发来。", MessageType.NOTICE)
EMPTY_HEARD = "[表情或空白消息]"
EMPTY = Content("这条消息我看不到内容，麻烦您打字告诉我。", MessageType.NOTICE)

PICTURE_HEARD = "[照片，没有收到]"
PICTURE_LOST = "刚才的照片没有收到，麻烦您再发一次。"
PICTURE_KIND = "刚才的文件打不开，麻烦您换成照片再发一次。"
PICTURE_LARGE = "刚才的照片超过 10 MB，收不下，麻烦您压缩后再发一次。"

NOT_TAKEN = "系统现在有点忙，刚才这条没有收到，麻烦您过一会儿再发一次。"
