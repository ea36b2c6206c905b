/** Left: groups of questions the bot did not answer well, the most pressing first. */

import { Button, Segmented, Select, Spin } from "antd";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Nothing } from "@shared/ui/PageFrame";
import { labelText } from "../catalogue";
import { intentName } from "../names";
import type { Studio } from "../studio";
import type { FaqListed } from "../types";
import { errorText } from "../words";
import type { Inbox, InboxState, Shown } from "./inbox";
import type { Group, Proposal, Reason } from "./inboxTypes";
import { REASONS, percent } from "./inboxWords";
import { Sparkline } from "./Sparkline";

interface Props {
  studio: Studio;
  inbox: Inbox;
  state: InboxState;
}

export function GroupList({ studio, inbox, state }: Props) {
  const { faq } = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  const { groups, counts, error, shown, reason } = state;
  return (
    <>
      <div className="inbox-tools">
        <Segmented<Shown>
          value={shown}
          aria-label="看哪些"
          options={[
            { value: "open", label: `待处理${counts ? ` ${counts.open}` : ""}` },
            { value: "done", label: `已处理${counts ? ` ${counts.done}` : ""}` },
          ]}
          onChange={(value) => inbox.filter({ shown: value })}
        />
        <Select<Reason>
          className="inbox-reason"
          placeholder="全部原因"
          aria-label="原因"
          allowClear
          value={reason ?? undefined}
          options={Object.entries(REASONS).map(([value, label]) => ({ value: value as Reason, label }))}
          onChange={(value: Reason | undefined) => inbox.filter({ reason: value ?? null })}
        />
      </div>
      {error && groups ? (
        <p className="stale" role="status">
          {errorText(error)}，下面可能不是最新内容
        </p>
      ) : null}
      {groups === null && !error ? <Spin className="page-loading list-loading" aria-label="正在读取" /> : null}
      {groups === null && error ? (
        <Nothing title={errorText(error)}>
          <Button onClick={() => void inbox.read()}>重试</Button>
        </Nothing>
      ) : null}
      {groups?.length === 0 ? (
        <Nothing
          title={shown === "open" ? "都处理完了" : "还没有处理过的"}
          hint={shown === "open" ? "机器人没答好的问题会自动归到这里" : undefined}
        />
      ) : null}
      <ul className="groups" data-testid="groups">
        {groups?.map((group) => (
          <GroupRow key={group.id} group={group} faq={faq} selected={group.id === state.selected} onOpen={() => inbox.select(group.id)} />
        ))}
      </ul>
      {state.next ? (
        <Button className="more-button" loading={state.busy} onClick={() => void inbox.more()}>
          再看一些
        </Button>
      ) : null}
    </>
  );
}

interface RowProps {
  group: Group;
  faq: readonly FaqListed[] | null;
  selected: boolean;
  onOpen: () => void;
}

function GroupRow({ group, faq, selected, onOpen }: RowProps) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const reasons = (Object.entries(group.reasons) as [Reason, number][]).filter(([, count]) => count > 0);
  return (
    <li ref={row} className={selected ? "row group-row row-selected" : "row group-row"} data-testid="group" data-id={group.id}>
      <button type="button" className="row-open" aria-current={selected || undefined} onClick={onOpen}>
        <span className="row-top">
          <span className="row-topic">{group.title}</span>
          <span className="group-size num" aria-label={`${group.size} 条`}>
            {group.size}
          </span>
        </span>
        <span className="row-preview">{group.labelled ? doneText(group.labelled, faq) : proposalText(group.proposal)}</span>
        <span className="group-foot">
          <span className="group-reasons">
            {reasons.slice(0, 2).map(([reason, count]) => (
              <span key={reason} className={reason === "rated_badly" ? "tag tag-warn" : "tag tag-plain"}>
                {REASONS[reason]} <span className="num">{count}</span>
              </span>
            ))}
          </span>
          <Sparkline days={group.trend} />
        </span>
      </button>
    </li>
  );
}

/** `钱雯标成「…」` */
function doneText({ by, label }: NonNullable<Group["labelled"]>, faq: readonly FaqListed[] | null): string {
  return `${by}标成${labelText(label, faq)}`;
}

export function proposalText(proposal: Proposal | null): string {
  if (!proposal) return "还没有建议";
  const sure = percent(proposal.confidence);
  if (proposal.kind === "new_faq") return "像是新问题";
  if (proposal.kind === "out_of_scope") return `像是业务范围外 · ${sure}`;
  if (proposal.kind === "intent") return `像意图「${intentName(proposal.id ?? "")}」 · ${sure}`;
  return `像「${proposal.title}」 · ${sure}`;
}
