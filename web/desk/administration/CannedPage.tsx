/** 快捷回复: found by words, changed beside a preview with somebody's facts in it. */

import { formatDate } from "@shared/format";
import { App, Button, Form, Input, Popconfirm, Select } from "antd";
import { useRef, useState } from "react";
import { type Choice, QueueChoice } from "../Choices";
import { VARIABLES } from "../conversations/canned";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import { useReading } from "@shared/useReading";
import { queueText } from "../words";
import type { AdministrationApi } from "./administrationApi";
import type { CannedReply, CannedText } from "./administrationTypes";
import { refusal } from "./administrationWords";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { previewOf } from "./preview";

interface Props {
  api: AdministrationApi;
  choices: Choice;
}

export function CannedPage({ api, choices }: Props) {
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  const [queue, setQueue] = useState<string | null>(null);
  const [open, setOpen] = useState<CannedReply | "new" | null>(null);
  const replies = useReading(() => api.cannedReplies(q, queue), [api, q, queue]);
  return (
    <>
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="标题、内容或标签"
          aria-label="找快捷回复"
          className="filter-words"
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(words) => setQ(words.trim())}
        />
        <QueueChoice choices={choices} value={queue} onChange={setQueue} />
        <Button type="primary" className="push" data-testid="canned-new" onClick={() => setOpen("new")}>
          新增快捷回复
        </Button>
      </div>
      <Shown read={replies}>
        {(found) => (
          <section className="sheet-flush">
            <Table
              label="快捷回复"
              testId="canned"
              columns={COLUMNS}
              rows={found}
              rowKey={(reply) => reply.id}
              nothing={q || queue ? "没有符合的快捷回复" : "还没有快捷回复"}
              onOpen={setOpen}
            />
          </section>
        )}
      </Shown>
      {open ? (
        <CannedDrawer
          key={open === "new" ? "" : open.id}
          api={api}
          choices={choices}
          reply={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onKept={replies.again}
        />
      ) : null}
    </>
  );
}

const COLUMNS: Column<CannedReply>[] = [
  { key: "title", title: "标题", cell: (reply) => reply.title, by: (reply) => reply.title },
  { key: "text", title: "内容", cell: (reply) => <span className="clip">{reply.text}</span> },
  {
    key: "queue",
    title: "队列",
    cell: (reply) => (reply.queue ? queueText(reply.queue) : <span className="quiet">全部</span>),
  },
  { key: "tags", title: "标签", wide: true, cell: (reply) => reply.tags.join("、") },
  { key: "used", title: "用过", num: true, cell: (reply) => reply.used, by: (reply) => reply.used },
  {
    key: "reviewed",
    title: "审核",
    wide: true,
    cell: (reply) =>
      reply.reviewed_on ? formatDate(reply.reviewed_on) : <span className="tone-none">–</span>,
  },
];

interface DrawerProps {
  api: AdministrationApi;
  choices: Choice;
  reply: CannedReply | null;
  onClose: () => void;
  onKept: () => void;
}

function CannedDrawer({ api, choices, reply, onClose, onKept }: DrawerProps) {
  const { message } = App.useApp();
  const [values, setValues] = useState<CannedText>(() => ({
    title: reply?.title ?? "",
    text: reply?.text ?? "",
    queue: reply?.queue ?? null,
    tags: reply?.tags ?? [],
  }));
  const field = useRef<HTMLTextAreaElement | null>(null);
  const change = (part: Partial<CannedText>): void => setValues((before) => ({ ...before, ...part }));
  const put = (name: string): void => {
    const { selectionStart: from, selectionEnd: until } = field.current ?? {
      selectionStart: values.text.length,
      selectionEnd: values.text.length,
    };
    change({ text: `${values.text.slice(0, from)}{${name}}${values.text.slice(until)}` });
    field.current?.focus();
  };
  const remove = async (id: string): Promise<void> => {
    try {
      await api.removeCanned(id);
      onKept();
      onClose();
    } catch (reason) {
      void message.error(refusal(reason));
    }
  };
  return (
    <EditDrawer
      title={reply ? "修改快捷回复" : "新增快捷回复"}
      onClose={onClose}
      onKeep={async () => {
        await api.keepCanned(reply?.id ?? null, { ...values, title: values.title.trim(), text: values.text.trim() });
        onKept();
      }}
      disabled={!values.title.trim() || !values.text.trim()}
      extra={
        reply ? (
          <Popconfirm
            title="删除这条快捷回复？"
            okText="删除"
            cancelText="取消"
            onConfirm={() => void remove(reply.id)}
          >
            <Button danger type="text">
              删除
            </Button>
          </Popconfirm>
        ) : null
      }
    >
      <Form layout="vertical">
        <Form.Item label="标题" required>
          <Input
            maxLength={60}
            value={values.title}
            data-testid="canned-title"
            onChange={(event) => change({ title: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="内容" required>
          <textarea
            ref={field}
            className="plain-text"
            rows={5}
            maxLength={1000}
            aria-label="内容"
            value={values.text}
            data-testid="canned-text"
            onChange={(event) => change({ text: event.target.value })}
          />
          <div className="variables">
            <span className="quiet">插入</span>
            {Object.entries(VARIABLES).map(([name, label]) => (
              <Button key={name} size="small" onClick={() => put(name)}>
                {label}
              </Button>
            ))}
          </div>
        </Form.Item>
        <Form.Item label="预览（示例客户）">
          <p className="canned-preview">
            {previewOf(values.text).map((piece, place) =>
              piece.variable ? <mark key={place}>{piece.text}</mark> : <span key={place}>{piece.text}</span>,
            )}
          </p>
        </Form.Item>
        <Form.Item label="队列（不选就是全部）">
          <QueueChoice choices={choices} value={values.queue} onChange={(queue) => change({ queue })} />
        </Form.Item>
        <Form.Item label="标签">
          <Select
            mode="tags"
            value={values.tags}
            tokenSeparators={["、", "，", ",", " "]}
            notFoundContent={null}
            placeholder="输入后回车"
            onChange={(tags: string[]) => change({ tags })}
          />
        </Form.Item>
      </Form>
    </EditDrawer>
  );
}
