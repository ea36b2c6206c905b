import { errorText } from "../words";
import type { Room } from "./room";
import type { Upload } from "./uploads";

const REFUSED = new Set(["too_large", "unsupported_media_type"]);

/** A file on its way; what failed stays until it is sent again or dropped. */
export function UploadLine({ upload, room }: { upload: Upload; room: Room }) {
  const { key, file, share, code } = upload;
  const percent = Math.round((share ?? 0) * 100);
  return (
    <div className="upload" role="status" data-testid="upload">
      <span className="upload-name">{file.name}</span>
      {share === null ? (
        <span className="said-failed">{REFUSED.has(code ?? "") ? errorText(code ?? "") : "没有传上去"}</span>
      ) : (
        <progress max={100} value={percent} aria-label={`正在上传 ${file.name}`} />
      )}
      {share === null && !REFUSED.has(code ?? "") ? (
        <button type="button" className="text-button" onClick={() => room.retryUpload(key)}>
          重试
        </button>
      ) : null}
      <button type="button" className="text-button" onClick={() => room.dropUpload(key)}>
        {share === null ? "删除" : "取消"}
      </button>
    </div>
  );
}
