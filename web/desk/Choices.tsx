/** Filters that many pages share: one of the colleagues, one of the queues, a span of days. */

import { today } from "@shared/format";
import { Select } from "antd";
import type { Colleagues } from "./types";

/** null: not read yet, or it could not be. */
export type Choice = Colleagues | null;

interface Props {
  choices: Choice;
  value: string | null;
  onChange: (value: string | null) => void;
}

export function ColleagueChoice({ choices, value, onChange }: Props) {
  return (
    <Select
      className="choice"
      aria-label="坐席"
      placeholder="全部坐席"
      allowClear
      showSearch
      optionFilterProp="label"
      value={value ?? undefined}
      loading={!choices}
      options={choices?.colleagues.map(({ username, name }) => ({ value: username, label: name }))}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
    />
  );
}

export function QueueChoice({ choices, value, onChange }: Props) {
  return (
    <Select
      className="choice"
      aria-label="队列"
      placeholder="全部队列"
      allowClear
      value={value ?? undefined}
      loading={!choices}
      options={Object.entries(choices?.queues ?? {}).map(([code, name]) => ({ value: code, label: name }))}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
    />
  );
}

export interface Span {
  since: string;
  until: string;
}

/** The last `days` days, today with them. */
export function lastDays(days: number): Span {
  return { since: today(new Date(Date.now() - (days - 1) * 86_400_000)), until: today() };
}

/** Days as the server wants them: from the first moment of one to the last of the other, in Shanghai. */
export function moments({ since, until }: Span): { since?: string; until?: string } {
  return {
    ...(since && { since: `${since}T00:00:00+08:00` }),
    ...(until && { until: `${until}T23:59:59+08:00` }),
  };
}

/** What a list of filters says as a query; what is empty is left out. */
export function queryOf(filters: Record<string, string | number | null | undefined>): string {
  const said = Object.entries(filters).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const query = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}

export function SpanChoice({ value, onChange }: { value: Span; onChange: (span: Span) => void }) {
  return (
    <span className="span-choice">
      <input
        type="date"
        aria-label="从"
        value={value.since}
        max={value.until || today()}
        onChange={(event) => onChange({ ...value, since: event.target.value })}
      />
      <span className="quiet">至</span>
      <input
        type="date"
        aria-label="至"
        value={value.until}
        min={value.since}
        max={today()}
        onChange={(event) => onChange({ ...value, until: event.target.value })}
      />
    </span>
  );
}
