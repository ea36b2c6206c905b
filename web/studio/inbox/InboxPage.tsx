/** 收件箱: what the bot did not answer well, in groups, to be taught. */

import { Nothing, Panes } from "@shared/ui/PageFrame";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type PageProps, teaches } from "../pages";
import { useKeys } from "../useKeys";
import { GroupList } from "./GroupList";
import { GroupView } from "./GroupView";
import { Inbox } from "./inbox";
import "@shared/ui/page.css";
import "../knowledge/knowledge.css";
import "./inbox.css";

const BEAT_MS = 60_000;

export default function InboxPage({ studio, user }: PageProps) {
  const [inbox] = useState(() => new Inbox(studio));
  const state = useSyncExternalStore(inbox.subscribe, inbox.snapshot);
  useEffect(() => {
    void inbox.read();
    studio.catalogue.need();
    const beat = window.setInterval(() => void inbox.read(), BEAT_MS);
    return () => window.clearInterval(beat);
  }, [inbox, studio]);
  useKeys({ j: () => inbox.move(1), k: () => inbox.move(-1) });
  const group = state.groups?.find((each) => each.id === state.selected);
  return (
    <Panes list={<GroupList studio={studio} inbox={inbox} state={state} />} open={group !== undefined}>
      {group ? (
        <GroupView key={group.id} studio={studio} inbox={inbox} state={state} group={group} teaches={teaches(user)} />
      ) : (
        <Nothing
          title={state.groups?.length ? "选一组问题，告诉机器人它们在问什么" : ""}
          hint={state.groups?.length ? "按 j、k 上下走，按 1、2、3 采用建议" : undefined}
        />
      )}
    </Panes>
  );
}
