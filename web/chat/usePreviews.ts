import type { ChatApi, ChatMessage } from "@shared/api";
import type { Connection } from "@shared/connection";
import { useCallback, useEffect, useRef, useState } from "react";
import { showable } from "@shared/files";

/**
 * Attachment id → object address of the picture. Files of this page are at hand; those of an earlier visit are fetched
 * once, because an <img> cannot carry the token.
 */
export function usePreviews(
  api: ChatApi,
  connection: Connection,
  messages: readonly ChatMessage[],
): [previews: ReadonlyMap<string, string>, add: (id: string, content: Blob) => void] {
  const [previews, setPreviews] = useState<ReadonlyMap<string, string>>(new Map());
  const asked = useRef(new Set<string>());

  const add = useCallback((id: string, content: Blob) => {
    asked.current.add(id);
    if (showable(content.type)) setPreviews((known) => new Map(known).set(id, URL.createObjectURL(content)));
  }, []);

  useEffect(() => {
    for (const { attachment } of messages) {
      if (!attachment || asked.current.has(attachment.id) || !showable(attachment.media_type)) continue;
      asked.current.add(attachment.id);
      connection
        .authorised((token) => api.attachment(token, attachment.id))
        .then((content) => add(attachment.id, content))
        .catch(() => undefined); // its name stays readable without the picture
    }
  }, [api, connection, messages, add]);

  return [previews, add];
}
