/** Every word the customer page says by itself. What the bot and agents say comes from the server. */

export const zh = {
  brand: "青禾保险",
  title: "青禾保险客服",
  skip: "跳到输入框",

  header: {
    bot: "智能客服",
    queue: "正在排队",
    agent: (name: string | null) => (name ? `客服 ${name}` : "人工客服"),
    closed: "会话已结束",
    largeText: "大字版",
    standardText: "标准字号",
    close: "收起聊天窗口",
  },

  welcome: {
    title: "您好，需要办什么",
    hint: "点一项开始，也可以直接打字问我。",
    privacy: "先由智能客服接待，随时可以转人工。请不要发送银行卡密码和支付验证码。",
  },

  /** `say` is sent as the customer's own words. */
  services: [
    { icon: "policy", title: "保单查询", say: "查一下我的保单" },
    { icon: "claim", title: "理赔进度", say: "理赔进度查询" },
    { icon: "report", title: "我要报案", say: "我要报案" },
    { icon: "renewal", title: "续期续保", say: "查一下续期和续保" },
    { icon: "complaint", title: "投诉建议", say: "我要投诉" },
    { icon: "agent", title: "人工服务", say: "转人工" },
  ],
  servicesLabel: "常用服务",

  list: {
    label: "聊天记录",
    loading: "正在加载",
    newMessages: (count: number) => `${count} 条新消息`,
    toEnd: "回到最新",
    typing: { bot: "正在输入", agent: "客服正在输入" },
    previous: "以上是上一次会话",
    expired: "上次会话已过期，已为您开启新的会话。",
    kept: "没发出去的内容还在输入框里。",
  },

  sender: {
    bot: "智能客服",
    customer: "我",
    agent: (name: string | null) => (name ? `客服 ${name}` : "人工客服"),
  },

  status: { sending: "发送中", sent: "已发送", retry: "重新发送", discard: "删除", waiting: "联网后自动发出" },

  /** Why a message was not taken, by the API's error code. */
  failed: {
    message_too_long: "超过 2,000 字，没有发出",
    payload_not_offered: "这个选项已失效，请直接打字告诉我",
    payload_spent: "这一项已经确认过了",
    attachment_not_found: "文件已失效，请重新上传",
    empty_message: "没有可以发送的内容",
  } as Record<string, string>,
  failedOther: "没有发出",

  open: (host: string) => `打开 ${host}`,

  source: (clause: string) => `依据：${clause}`,

  composer: {
    label: "输入消息",
    placeholder: "请输入您的问题",
    placeholderAsk: "也可以直接打字",
    placeholderAgent: "给客服留言",
    placeholderClosed: "有新的问题可以直接发消息",
    send: "发送",
    attach: "上传图片或 PDF",
    left: (left: number) => `还可以输入 ${left} 字`,
    seen: "客服能看到您正在输入的内容",
    over: (over: number) => `超出 ${over} 字，请分几条发送`,
  },

  ask: {
    submit: "提交",
    labels: {
      phone: "手机号",
      id_last4: "证件号码后四位",
      otp: "6 位短信验证码",
      policy_no: "保单号",
      claim_no: "报案号或理赔号",
      date_of_loss: "出险日期",
      loss_place: "出险地点",
      loss_cause: "事情经过",
      loss_amount: "预估损失（元）",
      documents: "上传材料",
      complaint_target: "投诉对象",
      complaint_detail: "投诉内容",
      complaint_demand: "您的诉求",
      contact_field: "要改的联系方式",
      new_value: "新的内容",
      callback_time: "方便的时间",
      callback_topic: "想说什么事",
      existing_cover: "已有的保险",
      dispute_reason: "不同意的理由",
      claim_addition: "要补充的情况",
      total: "票据金额（元）",
      issued_on: "开票日期",
      admitted_on: "入院日期",
      discharged_on: "出院日期",
      hospital: "医院名称",
    } as Record<string, string>,
    other: { number: "金额（元）", date: "请选择日期", text: "请输入", file: "上传文件", choice: "请选择" },
    policyNoToo: "手机号或保单号",
    byPolicyNo: "改用保单号",
    byPhone: "改用手机号",
    otpHint: "只填短信里的 6 位数字，不要告诉任何人",
    invalid: {
      phone: "请填 11 位手机号",
      policyNoToo: "请填 11 位手机号，或保单号",
      id_last4: "请填 4 位，末位可以是 X",
      otp: "请填 6 位数字",
      date: "请选一个不晚于今天的日期",
      amount: "请填一个金额，例如 3500",
    } as Record<string, string>,
    upload: "拍照或选择文件",
  },

  attachment: {
    uploading: (name: string, percent: number) => `正在上传 ${name}，${percent}%`,
    hint: "支持 JPG、PNG、WebP、HEIC 图片和 PDF，每个不超过 10 MB。",
    kind: (name: string) => `「${name}」的格式不支持。请上传 JPG、PNG、WebP、HEIC 图片或 PDF。`,
    size: (name: string, size: string) => `「${name}」有 ${size}，超过 10 MB。可以压缩后再传，或分成几张。`,
    empty: (name: string) => `「${name}」是空文件，请重新选择。`,
    failed: (name: string) => `「${name}」没有传上去，请检查网络后重试。`,
    retry: "重试",
    cancel: "取消",
    image: "图片",
    file: "文件",
    save: "下载",
    notSaved: "没有下载成功，请再试一次",
  },

  quoted: { customer: "我", bot: "智能客服", agent: "客服", system: "通知" },

  notices: { label: "公告", close: "收起这条公告" },

  connection: {
    linkRefused: "这个链接打不开了：它只在十分钟内有效，只能打开一次。回到微信里再要一个就行。",
    connecting: "正在连接",
    offline: "网络断开了，正在重新连接。您写的消息会在联网后自动发出。",
    retry: "立即重试",
  },

  queue: {
    position: (ahead: number) => (ahead > 0 ? `排队中，前面还有 ${ahead} 位` : "排队中，马上轮到您"),
    wait: (text: string) => `预计等待${text}`,
    waiting: "正在为您安排客服",
    /** By payload, shorter than on the buttons. */
    offers: { "/queue_cancel": "取消排队", "/callback_request": "留言，请回电" } as Record<string, string>,
    names: {
      general: "综合服务", claims: "理赔服务", servicing: "保单服务", complaints: "投诉处理", sales: "投保咨询",
    } as Record<string, string>,
  },

  cards: {
    policyNo: "保单号",
    sumInsured: "保额",
    premium: "保费",
    effectiveOn: "生效日",
    expiresOn: "到期日",
    nextDueOn: "下次缴费",
    policyStatus: { in_force: "保障中", suspended: "效力中止", expired: "已到期", surrendered: "已退保", terminated: "已终止" } as Record<string, string>,

    claim: "理赔案件",
    report: "报案登记",
    claimNo: "案件号",
    amountApproved: "赔付金额",
    missing: "还缺这些材料",
    missingReport: "请准备这些材料",
    dueBy: (date: string) => `请在 ${date} 前补齐`,
    claimStatus: {
      reported: "已报案", submitted: "已提交申请", docs_pending: "待补材料", accepted: "已受理", registered: "已立案",
      investigating: "调查中", assessing: "定损中", calculating: "理算中", reviewing: "核赔中", await_agreement: "待您确认",
      approved: "同意赔付", paid: "已赔付", denied: "未予赔付", disputed: "异议复核中", closed: "已结案", withdrawn: "已撤案",
      acknowledged: "已有同事跟进", note: "您补充了情况", documents: "已收到材料", advance_payment: "已先付一部分",
      denial_notice: "拒赔通知书已发出",
    } as Record<string, string>,

    complaint: "投诉受理",
    receiptNo: "受理编号",
    respondBy: "首次回复",
    planBy: "处理方案",
    resolveBy: "处理完成",
    before: (moment: string) => `${moment} 前`,
    complaintStatus: {
      received: "已接收", registered: "已登记", investigating: "调查中", more_info: "待您补充", decided: "已作出处理",
      notified: "已告知结果", archived: "已办结", extended_30: "延期处理中", extended_60: "延期处理中", withdrawn: "已撤回",
      review: "核查中", mediation: "调解中", rejected_not_complaint: "不按投诉办理",
      acknowledged: "已回复您", planned: "初步方案", handled: "办理情况",
    } as Record<string, string>,

    renewal: "续保",
    instalment: "续期保费",
    coverEnds: "保障到期日",
    dueOn: "应缴日",
    graceUntil: "宽限期至",
    amount: "应缴金额",
    lastPremium: "上期保费",

    handoff: "转接人工客服",
    position: "排队位置",
    positionValue: (position: number) => `第 ${position} 位`,
    estimatedWait: "预计等待",
    queueName: "服务组",
    handoffDone: "客服已接入",
    handoffOver: "已离开队列",
  },

  rating: {
    title: "这次服务怎么样",
    star: (score: number) => `${score} 星`,
    words: ["很不满意", "不满意", "一般", "满意", "非常满意"],
    recommend: "您愿意把我们推荐给朋友吗（选填）",
    unlikely: "不愿意",
    likely: "很愿意",
    comment: "想说点什么（选填）",
    submit: "提交评价",
    failed: "评价没有提交成功，请再试一次。",
    thanks: "谢谢您的评价。",
    change: "修改评价",
  },
};
