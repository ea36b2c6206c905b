/** 会话检索: what was said, by words and by who, where and when; a hit opens its conversation at that place. */

import { formatMoment } from "@shared/format";
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { goTo } from "@shared/board";
import { type Choice, ColleagueChoice, QueueChoice, SpanChoice, lastDays } from "../Choices";
import type { Desk } from "../desk";
import { Shown } from "@shared/ui/PageParts";
import { supervises } from "../place";
import type { User } from "../types";
import { usePages, useReading } from "@shared/useReading";
import { queueText, senderText } from "../words";
import { ReadTranscript } from "../../staff/ReadTranscript";
import { excerpt, pieces } from "./search";
import type { Found, Sought } from "./searchTypes";
import type { SupervisionApi } from "./supervisionApi";
import "./search.css";
import "./quality.css";

interface Props {
  desk: Desk;
  api: SupervisionApi;
  user: User;
}

export function SearchPage({ desk, api, user }: Props) {
  const choices: Choice = useReading(() => desk.colleagues(), [desk]).value;
  const [typed, setTyped] = useState<Sought>({
    q: "",
    agent: null,
    queue: null,
    customer_no: "",
    ...lastDays(30),
  });
  const [sought, setSought] = useState<Sought | null>(null);
  const [searched, setSearched] = useState(0);
  const [open, setOpen] = useState<Found | null>(null);
  const found = usePages<Found>(
    sought &&
      (async (cursor) => {
        const page = await api.transcripts(sought, cursor);
        setSearched((before) => (cursor ? before : 0) + page.searched);
        return { rows: page.found, next: page.cursor };
      }),
    [api, sought],
  );
  const change = (part: Partial<Sought>): void => setTyped((before) => ({ ...before, ...part }));
  const names = new Map(choices?.colleagues.map(({ username, name }) => [username, name]));
  const ready = typed.q.trim() !== "";
  return (
    <>
      <header className="page-head">
        <h1>会话检索</h1>
        <form
          className="filters"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) setSought({ ...typed, q: typed.q.trim() });
          }}
        >
          <Input
            allowClear
            autoFocus
            className="search-words"
            placeholder="说过的话"
            aria-label="要找的话"
            maxLength={100}
            value={typed.q}
            data-testid="search-words"
            onChange={(event) => change({ q: event.target.value })}
          />
          <SpanChoice value={typed} onChange={change} />
          {supervises(user) ? (
            <ColleagueChoice choices={choices} value={typed.agent} onChange={(agent) => change({ agent })} />
          ) : null}
          <QueueChoice choices={choices} value={typed.queue} onChange={(queue) => change({ queue })} />
          <Input
            allowClear
            className="search-customer"
            placeholder="客户号"
            aria-label="客户号"
            maxLength={32}
            value={typed.customer_no}
            onChange={(event) => change({ customer_no: event.target.value.trim() })}
          />
          <Button type="primary" htmlType="submit" disabled={!ready} data-testid="search-find">
            查找
          </Button>
        </form>
      </header>
      <div className="page-body">
        {sought === null ? (
          <p className="nothing quiet">记录是加密存放的，一段一段解开来找；日期范围越小越快。</p>
        ) : (
          <Shown read={found}>
            {(rows) => (
              <>
                {rows.length > 0 ? (
                  <ol className="sheet-flush hits" data-testid="hits">
                    {rows.map((hit) => (
                      <li key={`${hit.conversation_id} ${hit.seq}`}>
                        <button type="button" className="hit" onClick={() => setOpen(hit)}>
                          <span className="hit-meta num">
                            <b>{senderText(hit.sender)}</b>
                            <span>{formatMoment(hit.at)}</span>
                            <span>{queueText(hit.queue)}</span>
                            <span>{hit.agent ? (names.get(hit.agent) ?? hit.agent) : ""}</span>
                          </span>
                          <span className="hit-text">
                            {pieces(excerpt(hit.text, sought.q), sought.q).map((piece, place) =>
                              piece.hit ? <mark key={place}>{piece.text}</mark> : piece.text,
                            )}
                          </span>
                        </button>
                      </li>
                    ))}
                  </ol>
                ) : null}
                <p className="search-foot quiet num" role="status">
                  已查 {searched} 条消息，找到 {rows.length} 条
                  {found.next === null ? "，这段时间已经查完" : null}
                </p>
                {found.next !== null ? (
                  <Button className="more-button" loading={found.busy} data-testid="search-more" onClick={found.more}>
                    继续查找
                  </Button>
                ) : null}
              </>
            )}
          </Shown>
        )}
      </div>
      {open ? <HitDrawer desk={desk} api={api} hit={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

interface HitProps {
  desk: Desk;
  api: SupervisionApi;
  hit: Found;
  onClose: () => void;
}

/** The conversation at the place of the hit. */
function HitDrawer({ desk, api, hit, onClose }: HitProps) {
  const read = useReading(() => api.conversation(hit.conversation_id), [api, hit]);
  const go = (): void => {
    desk.select(hit.conversation_id);
    goTo("");
  };
  return (
    <Drawer
      open
      title="会话记录"
      onClose={onClose}
      width="min(640px, 100vw)"
      closable={{ "aria-label": "关闭" }}
      extra={<Button onClick={go}>在会话里打开</Button>}
      classNames={{ body: "hit-drawer" }}
    >
      <Shown read={read}>{(detail) => <ReadTranscript messages={detail.transcript} at={hit.seq} />}</Shown>
    </Drawer>
  );
}
