/** 发布: which model answers customers, which ones wait, how each compares; a model's own pages below it. */

import { Shown } from "@shared/ui/PageParts";
import { PageFrame } from "@shared/ui/PageFrame";
import { useReading } from "@shared/useReading";
import { useCallback } from "react";
import type { PageProps } from "../pages";
import type { Change } from "../types";
import { ComparisonView } from "./ComparisonView";
import { GateView } from "./GateView";
import { ModelsView } from "./ModelsView";
import type { Models, Release } from "./releaseTypes";
import "./release.css";

const BEAT_MS = 15_000;

export interface Standing extends Models {
  releases: Release[];
  changes: Change[];
}

export default function ModelsPage({ studio, user, rest }: PageProps) {
  const read = useCallback(async (): Promise<Standing> => {
    const [models, { releases }, { changes }] = await Promise.all([
      studio.call<Models>("GET", "/api/studio/models"),
      studio.call<{ releases: Release[] }>("GET", "/api/studio/releases"),
      studio.call<{ changes: Change[] }>("GET", "/api/studio/changes"),
    ]);
    return { ...models, releases, changes };
  }, [studio]);
  const standing = useReading(read, [studio], BEAT_MS);
  const [id, view] = rest;
  if (!id) {
    return (
      <PageFrame title="模型与发布">
        <Shown read={standing}>{(value) => <ModelsView studio={studio} user={user} standing={value} again={standing.again} />}</Shown>
      </PageFrame>
    );
  }
  return view === "comparison" ? (
    <ComparisonView key={id} studio={studio} id={id} standing={standing} />
  ) : (
    <GateView key={id} studio={studio} user={user} id={id} standing={standing} />
  );
}
