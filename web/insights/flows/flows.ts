/**
 * The house's standard per step: who does what within which time. The limits are those of the clocks that run in the system
 * (docs/claims.md, docs/complaints.md, docs/outreach.md); where the law gives a longest time it stands beside ours.
 */

export interface Step {
  name: string;
  /** Who answers for it. */
  owner: string;
  duty: string;
  /** The house's limit, counted from `from`; null: none of its own. */
  limit: string | null;
  from?: string;
  /** The longest the law allows, with its source. */
  law?: string;
  /** KPI that measures it. */
  kpi?: string;
}

export interface Flow {
  id: string;
  name: string;
  about: string;
  steps: readonly Step[];
  /** What may leave the straight way, and where it goes. */
  beside: readonly string[];
}

export const FLOWS: readonly Flow[] = [
  {
    id: "claim",
    name: "理赔",
    about: "从报案到结案。等客户补材料的时间不算在我们头上；自然日按日历算，假期不顺延。",
    steps: [
      { name: "报案", owner: "机器人 / 坐席", duty: "登记报案，说清要准备什么；不用先登录", limit: "当场" },
      { name: "首次联系", owner: "理赔专员", duty: "确认收到报案，交代下一步", limit: "24 小时", from: "报案" },
      {
        name: "收材料",
        owner: "理赔专员",
        duty: "缺什么一次说全",
        limit: "5 个工作日",
        from: "收到材料",
        law: "及时、一次性（保险法 22 条）；交强险单证清单 1 日",
      },
      { name: "受理", owner: "理赔专员", duty: "材料齐全即受理并告知", limit: "3 日", from: "报案", kpi: "claim_accept_3d_rate" },
      {
        name: "核定",
        owner: "核赔人",
        duty: "作出核定并告知；要调查的先说明",
        limit: "5 个工作日，要调查的 10 个",
        from: "材料齐全",
        law: "情形复杂的 30 日（保险法 23 条）；交强险 5 日",
      },
      {
        name: "赔付",
        owner: "财务",
        duty: "付到约定账户，通知客户",
        limit: null,
        from: "达成协议",
        law: "10 日（保险法 23 条）",
        kpi: "claim_cycle_p90",
      },
      { name: "回访", owner: "坐席", duty: "结案后请客户评价，差评转成任务", limit: "结案后", kpi: "csat_speed" },
    ],
    beside: [
      "不属于保险责任：核定后 3 日内发出拒赔通知书，写明理由（保险法 24 条）",
      "金额一时定不下来：60 日内先付能确定的部分（保险法 25 条）",
      "客户有异议：10 个工作日内复核",
    ],
  },
  {
    id: "complaint",
    name: "投诉",
    about: "谁接谁负责，从登记到归档是同一位同事；被投诉的人不办这件投诉。",
    steps: [
      { name: "接收", owner: "坐席 / 机器人", duty: "当场登记，给受理编号，不推不拒", limit: "当场", kpi: "complaints_received" },
      { name: "首次回应", owner: "承办人", duty: "联系投诉人，听完事实和诉求", limit: "24 小时", from: "接收", kpi: "complaint_response_24h_rate" },
      { name: "初步方案", owner: "承办人", duty: "告知打算怎么处理", limit: "48 小时", from: "接收", kpi: "complaint_plan_48h_rate" },
      { name: "处理", owner: "承办人", duty: "说明做了什么；还要更久的，说明原因", limit: "72 小时", from: "接收" },
      {
        name: "告知结果",
        owner: "承办人，主管复核",
        duty: "书面告知处理结果和别的救济途径",
        limit: "10 个工作日",
        from: "接收",
        law: "15 日；复杂的经批准 30 日，最长 60 日",
        kpi: "complaint_in_time_rate",
      },
      { name: "回访归档", owner: "承办人", duty: "问满不满意，材料归档", limit: "告知后", kpi: "complaint_satisfaction" },
    ],
    beside: [
      "快到时限：先提醒承办人，再提醒主管",
      "提到监管、诉讼、媒体或轻生，二次投诉，高龄、未成年人、身故案件：马上升级给主管",
      "投诉人对结果不满意：30 日内可以申请核查，核查 30 日内给结论",
    ],
  },
  {
    id: "renewal",
    name: "续期与续保",
    about: "续期是长期险的下一期保费，续保是短期险的下一个保障期。已交费、已退保、身故或投诉未结的马上停止提醒。",
    steps: [
      { name: "到期前提醒", owner: "系统", duty: "告知保单、金额、日期和官方交费方式", limit: "前 30、15、7、1 天", from: "到期日", kpi: "reminder_coverage" },
      { name: "到期日", owner: "系统", duty: "续期当天再提醒一次；车险到期提醒不要脱保上路", limit: "当天", kpi: "reminder_conversion_rate" },
      { name: "宽限期", owner: "系统，坐席跟进", duty: "续期未交的继续提醒；期内出险照常保障", limit: "后 7、30、45、55 天", from: "到期日", law: "60 日，或催告后 30 日（保险法 36 条）" },
      { name: "效力中止", owner: "坐席", duty: "告知保障已停、怎么复效", limit: "第 61 天", from: "到期日" },
      { name: "复效", owner: "保全专员", duty: "协商一致、补交保费后恢复", limit: "中止后 2 年内", law: "2 年（保险法 37 条）", kpi: "renewal_rate" },
    ],
    beside: [
      "短期医疗、意外险：前 30、15、7、1 天提醒；到期后只通知一次保障已终止",
      "车险：前 30、15、7、3、1 天提醒，可以提前投保的地区前 60 天起",
      "发送时间 9:00–20:30；除夕不催费；客户退订的渠道马上停",
    ],
  },
];
