/** 知识: what the bot knows, a tab per kind; beside them the search for everything that mentions something. */

import { goTo } from "@shared/board";
import { PageTabs } from "@shared/ui/PageParts";
import { Input } from "antd";
import { type PageProps, hashOf, teaches } from "../pages";
import { FaqTab } from "./FaqTab";
import { IntentsTab } from "./IntentsTab";
import { MentionsTab } from "./MentionsTab";
import { ResponsesTab } from "./ResponsesTab";
import { ReviewsTab } from "./ReviewsTab";
import { TablesTab } from "./TablesTab";
import "@shared/ui/page.css";
import "../editing/editing.css";
import "./knowledge.css";

const TABS = {
  faq: { label: "标准问", tab: FaqTab },
  intents: { label: "意图", tab: IntentsTab },
  responses: { label: "话术", tab: ResponsesTab },
  tables: { label: "词表", tab: TablesTab },
  reviews: { label: "复核", tab: ReviewsTab },
};

/** `id`: what of the tab is open. */
export interface TabProps extends Omit<PageProps, "rest"> {
  id: string | null;
  mayEdit: boolean;
}

export default function KnowledgePage({ studio, user, rest }: PageProps) {
  const [first = "faq", id = null] = rest;
  const key = first in TABS ? (first as keyof typeof TABS) : null;
  const Tab = key ? TABS[key].tab : first === "mentions" ? MentionsTab : FaqTab;
  return (
    <>
      <header className="page-head">
        <PageTabs
          label="知识"
          active={key ?? ""}
          tabs={Object.entries(TABS).map(([each, { label }]) => ({ key: each, label, hash: hashOf("knowledge", each) }))}
        />
        <Input.Search
          className="push mention-search"
          placeholder="谁提到了…"
          aria-label="谁提到了"
          maxLength={100}
          defaultValue={first === "mentions" ? (id ?? "") : ""}
          data-testid="mention-words"
          onSearch={(words) => words.trim() && goTo(hashOf("knowledge", "mentions", words.trim()))}
        />
      </header>
      <Tab studio={studio} user={user} id={id} mayEdit={teaches(user)} />
    </>
  );
}
