/** What is offered to me: it stands above everything until I take it, pass it on or the time is over. */

import { App, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useClock } from "../clock";
import { Waiting } from "../conversations/Waiting";
import type { Desk } from "../desk";
import { codeOf } from "../errors";
import type { Snapshot } from "../snapshot";
import { channelText, errorText, queueText, reasonText, topicText } from "../words";
import { type Offer, offersTo } from "./offers";
import "./routing.css";

export function Offers({ desk, state }: { desk: Desk; state: Snapshot }) {
  const now = useClock();
  const offers = offersTo(state.user?.username ?? "", state.queue ?? []);
  return (
    <div className="offers" role="region" aria-label="派给你的会话" aria-live="assertive">
      {offers.map((offer) => (
        <OfferCard key={offer.c.conversation_id} desk={desk} offer={offer} now={now} />
      ))}
    </div>
  );
}

function OfferCard({ desk, offer, now }: { desk: Desk; offer: Offer; now: number }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState<"accept" | "decline" | null>(null);
  const { c, until } = offer;
  // The bar shrinks from what was left when the offer was first seen.
  const whole = useRef(until - now);
  const first = useRef(until);
  useEffect(() => {
    if (first.current === until) return;
    first.current = until;
    whole.current = until - Date.now();
  }, [until]);
  const left = Math.max(0, Math.ceil((until - now) / 1000));

  const act = async (what: "accept" | "decline") => {
    setBusy(what);
    try {
      await desk[what](c.conversation_id);
    } catch (error) {
      void message.warning(errorText(codeOf(error)));
    } finally {
      setBusy(null);
    }
  };

  return (
    <section className="offer" data-testid="offer" data-id={c.conversation_id}>
      <div className="offer-top">
        <b>{topicText(c)}</b>
        {c.priority > 0 ? (
          <span className={c.priority >= 2 ? "tag tag-danger" : "tag tag-warn"}>
            {c.priority >= 2 ? "紧急" : "优先"}
          </span>
        ) : null}
        <span className="row-time num">
          已等 <Waiting since={c.waiting_since} level={c.level} />
        </span>
      </div>
      {c.preview ? <p className="offer-words">{c.preview}</p> : null}
      <p className="row-meta">
        {[reasonText(c.reason), queueText(c.queue), channelText(c.channel)].filter(Boolean).join(" · ")}
      </p>
      <div className="offer-bar" aria-hidden="true">
        <i style={{ transform: `scaleX(${Math.min(1, Math.max(0, (until - now) / Math.max(1, whole.current)))})` }} />
      </div>
      <div className="offer-acts">
        <Button
          type="primary"
          size="small"
          loading={busy === "accept"}
          data-testid="offer-accept"
          onClick={() => void act("accept")}
        >
          接入 <span className="num">{left} 秒</span>
        </Button>
        <Button
          size="small"
          loading={busy === "decline"}
          data-testid="offer-decline"
          onClick={() => void act("decline")}
        >
          让给别人
        </Button>
        <Button size="small" type="text" onClick={() => desk.select(c.conversation_id)}>
          先看看
        </Button>
      </div>
    </section>
  );
}
