/** All wording of the studio's errors in one place. Codes come from the API; an unknown one gets a plain general sentence. */

import { ApiError } from "@shared/api";
import { ERRORS as STAFF_ERRORS } from "../staff/words";
import { MODEL_ERRORS } from "./release/modelErrors";

export const PRODUCT = "保问 · 训练工作室";

const ERRORS: Record<string, string> = {
  ...STAFF_ERRORS,
  ...MODEL_ERRORS,
  not_found: "没有找到，可能刚被删除或改名",
  not_ready: "系统正在准备，请稍后再试",
  item_not_found: "没有找到，可能刚被删除或改名",
  item_exists: "已经有同名的了，换一个",
  item_in_use: "别处还在用，不能删除",
  version_conflict: "内容刚刚有变化，请看最新的再办",
  already_labelled: "同事刚处理过",
  change_overlaps: "之后有人改过同样的几行，不能单独撤销；请在知识里直接改",
  held_out: "有的句子在评测集里，用来训练会让评分失真，请换一句",
  bad_table: "词表里有空的或重复的词，请检查",
  unknown_names: "有的名字不在设定里，请重新选",
  bad_steps: "有一步没有填完整",
  rules_contradict: "和已有的规则矛盾",
  edit_refused: "这样改会写坏文件，没有保存；请换个写法，或者让维护的同事看看",
  change_not_found: "没有找到这次改动",
  not_undoable: "这次改动不能撤销",
  conversation_not_found: "没有找到这个会话",
  laboratory_failed: "检查没有做完，请稍后再试",
  laboratory_error: "检查没有做完，请稍后再试",
  unreadable_file: "训练数据的文件读不出来，请让维护的同事看看",
};

export const errorText = (code: string): string => ERRORS[code] ?? "系统出了点问题，请稍后再试";

const listed = (what: unknown): string => (Array.isArray(what) ? what.slice(0, 3).join("、") : String(what));

/** Why an entry is none: codes of the FAQ's own rules. */
const ENTRY: Record<string, string> = {
  no_answer: "请写答案",
  answer_too_long: "答案最多 150 字，细节放到「说详细些」",
  channel_answer_too_long: "某个渠道的说法超过 150 字",
  unknown_channel: "没有这个渠道",
  no_source: "请写出处",
  bad_source: "请写出处",
  unknown_mark: "请选依据",
  expired_before_review: "失效日已经过了",
  expired_before_effect: "失效日要晚于生效日",
  similar_question_twice: "有两条相似问是一样的",
  unknown_category: "请选分类",
  unknown_related_entry: "相关的标准问里有一条已经没有了",
  several_lines: "标准问和相似问都只能写一行",
  no_question: "请写标准问",
};

/** What is wrong with an example. */
const FAULTS: Record<string, string> = {
  empty: "是空的",
  too_long: "太长了，拆成短句",
  several_lines: "只能写一行",
  odd_characters: "有看不见的字符，请重新输入",
  blanks_around: "前后有空格",
  broken_markup: "标注没有写完整，请重新选字标注",
  unknown_entity: "标注的信息种类不认识",
  twice: "写了两遍",
};

function faultText(faults: unknown): string {
  const [first] = Array.isArray(faults) ? (faults as { text?: string; problem?: string }[]) : [];
  if (!first) return errorText("invalid");
  return `「${first.text ?? ""}」${FAULTS[first.problem ?? ""] ?? "写法不对"}`;
}

/** Why the server refused, with what it said of it. */
export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  const { code, details } = error;
  if (code === "bad_entry") return ENTRY[String(details.problem)] ?? errorText("invalid");
  if (code === "bad_examples") return faultText(details.faults);
  if (code === "unknown_blank") return `没有这个变量：${listed(details.unknown)}`;
  if (code === "held_out" && Array.isArray(details.texts)) return `${errorText(code)}：${listed(details.texts)}`;
  if (code === "bad_steps" && typeof details.step === "number") return `第 ${details.step} 步没有填对，请检查`;
  if (code === "rules_contradict") return `${errorText(code)}：${listed(details.rules)}`;
  if (code === "unknown_names" && Array.isArray(details.unknown))
    return `这些名字不在设定里：${listed((details.unknown as { name: string }[]).map(({ name }) => name))}`;
  if (code === "conduct") return "这样说可能误导客户，请换个说法";
  return errorText(code);
}
