import { ApiError } from "@shared/api";
import { formatSize } from "@shared/format";
import { zh } from "@shared/locale/zh";
import { useCallback, useState } from "react";
import { refusal } from "./attachments";

export interface Upload {
  id: number;
  file: File;
  /** 0–1 while it runs, null once it failed. */
  share: number | null;
}

type UploadCall = (file: File, onProgress: (share: number) => void) => Promise<string>;

let nextId = 1;

/**
 * Files on their way. `upload` resolves to an attachment id; `onDone` then sends it as a message. Refused files never
 * start and leave a hint.
 */
export function useUploads(upload: UploadCall, onDone: (attachmentId: string, file: File) => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [hint, setHint] = useState<string | null>(null);

  const patch = useCallback((id: number, share: number | null) => {
    setUploads((all) => all.map((item) => (item.id === id ? { ...item, share } : item)));
  }, []);
  const cancel = useCallback((id: number) => setUploads((all) => all.filter((item) => item.id !== id)), []);

  const run = useCallback(
    async (id: number, file: File) => {
      patch(id, 0);
      try {
        const attachmentId = await upload(file, (share) => patch(id, share));
        cancel(id);
        onDone(attachmentId, file);
      } catch (error) {
        if (error instanceof ApiError && !error.retryable) {
          cancel(id);
          if (error.status !== 401) setHint(refusalOf(error, file));
        } else {
          patch(id, null);
        }
      }
    },
    [upload, onDone, patch, cancel],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      setHint(null);
      for (const file of files) {
        const reason = refusal(file);
        if (reason) {
          setHint(reason);
          continue;
        }
        const id = nextId++;
        setUploads((all) => [...all, { id, file, share: 0 }]);
        void run(id, file);
      }
    },
    [run],
  );

  return { uploads, hint, add, cancel, retry: run, clearHint: useCallback(() => setHint(null), []) };
}

function refusalOf(error: ApiError, file: File): string {
  return error.status === 413 ? zh.attachment.size(file.name, formatSize(file.size)) : zh.attachment.kind(file.name);
}
