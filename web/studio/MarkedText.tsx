/**
 * A customer's words with their entities in colour. Where it may be changed, characters are chosen with the mouse, the finger or
 * the keyboard (arrows, Shift to choose, Enter), and then named.
 */

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { type Range, mark, markAt, piecesOf, plainOf } from "./markup";
import { ENTITIES, entityName } from "./names";
import "./marked.css";

/** Four families, so that a text stays calm. */
const FAMILY: Record<string, string> = {
  date: "time", money: "time", score: "time", product: "thing", line: "thing", document: "thing", product_attribute: "thing",
};

const look = (entity: string): string => `entity entity-${FAMILY[entity] ?? "who"}`;

interface Props {
  value: string;
  /** Absent: only to be read. */
  onChange?: (marked: string) => void;
  testId?: string;
}

export function MarkedText({ value, onChange, testId }: Props) {
  return onChange ? (
    <Marking value={value} onChange={onChange} testId={testId} />
  ) : (
    <span className="marked" data-testid={testId}>
      {piecesOf(value).map((piece, place) =>
        piece.entity ? (
          <mark key={place} className={look(piece.entity)}>
            {piece.text}
            <i>{entityName(piece.entity)}</i>
          </mark>
        ) : (
          piece.text
        ),
      )}
    </span>
  );
}

function Marking({ value, onChange, testId }: Required<Pick<Props, "value" | "onChange">> & Pick<Props, "testId">) {
  const [chosen, setChosen] = useState<{ anchor: number; head: number } | null>(null);
  const [naming, setNaming] = useState<Range | null>(null);
  const box = useRef<HTMLSpanElement>(null);
  const dragging = useRef(false);
  const length = plainOf(value).length;
  const range = naming ?? (chosen && rangeOf(chosen));

  const close = (): void => {
    setNaming(null);
    setChosen(null);
  };
  useEffect(() => {
    if (!naming) return;
    const away = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [naming]);

  const placeOf = (event: PointerEvent): number | null => {
    const hit = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-place]");
    return hit && box.current?.contains(hit) ? Number(hit.dataset.place) : null;
  };
  const down = (event: PointerEvent): void => {
    const place = placeOf(event);
    if (event.button !== 0 || place === null) return;
    dragging.current = true;
    setNaming(null);
    setChosen({ anchor: place, head: place });
  };
  const move = (event: PointerEvent): void => {
    const place = dragging.current ? placeOf(event) : null;
    if (place !== null) setChosen((before) => before && { ...before, head: place });
  };
  const up = (): void => {
    if (!dragging.current || !chosen) return;
    dragging.current = false;
    setNaming(wanted(chosen));
  };
  /** One character that stands in a mark means the mark. */
  const wanted = (by: { anchor: number; head: number }): Range => {
    const found = by.anchor === by.head ? markAt(value, by.anchor) : null;
    return found ? { from: found.from, until: found.until } : rangeOf(by);
  };
  const key = (event: KeyboardEvent): void => {
    if (naming) {
      if (event.key === "Escape") {
        event.stopPropagation();
        close();
        box.current?.focus();
      }
      return;
    }
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step) {
      event.preventDefault();
      const head = Math.min(length - 1, Math.max(0, chosen ? chosen.head + step : 0));
      setChosen({ anchor: event.shiftKey && chosen ? chosen.anchor : head, head });
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      setNaming(wanted(chosen));
    } else if (event.key === "Escape") close();
  };
  const name = (entity: string | null): void => {
    if (naming) onChange(mark(value, naming, entity));
    close();
    box.current?.focus();
  };

  let place = 0;
  return (
    <span
      ref={box}
      className="marked marking"
      role="textbox"
      aria-readonly="true"
      aria-label={`${plainOf(value)}，用方向键选字，按住 Shift 多选，回车标注`}
      tabIndex={0}
      data-testid={testId}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onKeyDown={key}
      onBlur={(event) => {
        if (!naming && !box.current?.contains(event.relatedTarget as Node | null)) setChosen(null);
      }}
    >
      {piecesOf(value).map((piece, number) => {
        const characters = piece.text.split("").map((character) => {
          const at = place;
          place += 1;
          const inside = range && at >= range.from && at < range.until;
          return (
            <span key={at} data-place={at} className={inside ? "chosen" : undefined}>
              {character}
            </span>
          );
        });
        return piece.entity ? (
          <mark key={number} className={look(piece.entity)}>
            {characters}
            <i>{entityName(piece.entity)}</i>
          </mark>
        ) : (
          <span key={number}>{characters}</span>
        );
      })}
      {naming ? (
        <Names
          text={plainOf(value).slice(naming.from, naming.until)}
          now={markAt(value, naming.from)?.entity ?? null}
          onName={name}
        />
      ) : null}
    </span>
  );
}

const rangeOf = ({ anchor, head }: { anchor: number; head: number }): Range => ({
  from: Math.min(anchor, head),
  until: Math.max(anchor, head) + 1,
});

function Names({ text, now, onName }: { text: string; now: string | null; onName: (entity: string | null) => void }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <span
      className="entity-names"
      role="dialog"
      aria-label={`「${text}」是什么`}
      data-testid="entity-names"
      onPointerDown={(event) => event.stopPropagation()}
    >
      <b>「{text}」是</b>
      {Object.entries(ENTITIES).map(([entity, title], place) => (
        <button
          key={entity}
          ref={place === 0 ? first : undefined}
          type="button"
          className={look(entity)}
          aria-pressed={entity === now}
          onClick={() => onName(entity)}
        >
          {title}
        </button>
      ))}
      {now ? (
        <button type="button" className="entity-none" onClick={() => onName(null)}>
          不标
        </button>
      ) : null}
    </span>
  );
}
