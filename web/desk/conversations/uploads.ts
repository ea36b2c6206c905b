/** Files on their way to the server, each with how much of it is there. */

import { MAX_BYTES, takes } from "@shared/files";
import { codeOf } from "../errors";

export interface Upload {
  key: string;
  file: File;
  /** 0 to 1; null: it failed. */
  share: number | null;
  code?: string;
}

type Send = (file: File, progress: (share: number) => void) => Promise<{ id: string }>;

export class Uploads {
  private all: Upload[] = [];

  constructor(
    private readonly send: Send,
    private readonly arrived: (attachment: { id: string }, file: File) => void,
    private readonly changed: (uploads: Upload[]) => void,
  ) {}

  begin(file: File): void {
    const key = crypto.randomUUID();
    const code = file.size > MAX_BYTES ? "too_large" : takes(file) ? undefined : "unsupported_media_type";
    this.put([...this.all, { key, file, share: code ? null : 0, code }]);
    if (!code) void this.run(key, file);
  }

  retry(key: string): void {
    const upload = this.all.find((each) => each.key === key);
    if (!upload) return;
    this.change(key, { share: 0, code: undefined });
    void this.run(key, upload.file);
  }

  /** One that failed, or that nobody waits for any more. */
  drop(key: string): void {
    this.put(this.all.filter((each) => each.key !== key));
  }

  private async run(key: string, file: File): Promise<void> {
    try {
      const attachment = await this.send(file, (share) => this.change(key, { share }));
      if (!this.all.some((each) => each.key === key)) return;
      this.drop(key);
      this.arrived(attachment, file);
    } catch (error) {
      this.change(key, { share: null, code: codeOf(error) });
    }
  }

  private change(key: string, to: Partial<Upload>): void {
    this.put(this.all.map((each) => (each.key === key ? { ...each, ...to } : each)));
  }

  private put(uploads: Upload[]): void {
    this.all = uploads;
    this.changed(uploads);
  }
}
