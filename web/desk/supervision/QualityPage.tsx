/** 质检: what was reviewed, and for supervisors what can be drawn and reviewed. */

import type { Desk } from "../desk";
import { PageTabs } from "@shared/ui/PageParts";
import { supervises } from "../place";
import type { User } from "../types";
import type { Quality } from "./quality";
import { QualitySample } from "./QualitySample";
import { ReviewForm } from "./ReviewForm";
import { ReviewList } from "./ReviewList";
import type { SupervisionApi } from "./supervisionApi";
import "./quality.css";

interface Props {
  desk: Desk;
  api: SupervisionApi;
  board: Quality;
  user: User;
  rest: string[];
}

export function QualityPage({ desk, api, board, user, rest: [part, id] }: Props) {
  const senior = supervises(user);
  if (senior && part === "engagement" && id) return <ReviewForm api={api} board={board} id={Number(id)} />;
  const sampling = senior && part === "sample";
  const tabs = [
    { key: "reviews", label: senior ? "质检结果" : "我的质检", hash: "#quality" },
    ...(senior ? [{ key: "sample", label: "抽检", hash: "#quality/sample" }] : []),
  ];
  return (
    <>
      <header className="page-head">
        <PageTabs label="质检" active={sampling ? "sample" : "reviews"} tabs={tabs} />
      </header>
      {sampling ? (
        <QualitySample desk={desk} board={board} />
      ) : (
        <ReviewList desk={desk} api={api} user={user} open={part === "review" ? (id ?? null) : null} />
      )}
    </>
  );
}
