/** What the server refuses about models and training, in sentences. */

export const MODEL_ERRORS: Record<string, string> = {
  model_not_found: "这个模型的文件已经不在了",
  not_approved: "还没有批准，不能发布",
  release_not_possible: "同事刚动过这个模型，请看最新状态",
  place_taken: "已经有一个模型在试用，先停了它",
  nothing_before: "没有更早的模型可以回去",
  gate_red: "比线上模型差，不能批准",
  gate_missing: "还没有和线上模型比较过，不能批准",
  own_model: "训练的人和改过数据的人不能批准，请另一位同事来",
  training_job_not_found: "没有找到这次训练",
  training_job_over: "这次训练已经结束了",
  training_runs: "这份数据正在训练，但没有带交叉验证；等它结束再来",
  laboratory_failed: "没有答上来，请再试一次",
  no_such_person: "没有这个演示客户",
  trial_gone: "这次试聊已经结束，请重新开始",
  trial_failed: "这一句没有答上来，换一句再试，或者重新开始",
};
