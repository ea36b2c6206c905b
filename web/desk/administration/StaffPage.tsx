/** 人员: who works here, in which role, with which skills. Supervisors change skills and capacity alone. */

import { Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { Shown } from "@shared/ui/PageParts";
import { type Column, Table } from "@shared/ui/Table";
import type { User } from "../types";
import { usePages } from "@shared/useReading";
import { queueText } from "../words";
import type { AdministrationApi } from "./administrationApi";
import type { NewStaff, StaffMember } from "./administrationTypes";
import { ROLES } from "./administrationWords";
import { EditDrawer } from "@shared/ui/EditDrawer";
import { type Given, GivenPassword, StaffActs } from "./StaffActs";

interface Props {
  api: AdministrationApi;
  user: User;
  /** Name by code. */
  queues: Record<string, string>;
}

export function StaffPage({ api, user, queues }: Props) {
  const staff = usePages<StaffMember>((after) => api.staff(after), [api]);
  const [words, setWords] = useState("");
  const [open, setOpen] = useState<StaffMember | "new" | null>(null);
  const [given, setGiven] = useState<Given | null>(null);
  const admin = user.role === "admin";
  const wanted = words.trim().toLowerCase();
  const matches = (one: StaffMember): boolean => `${one.name} ${one.username}`.toLowerCase().includes(wanted);
  return (
    <>
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="姓名或用户名"
          aria-label="找同事"
          className="filter-words"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        {admin ? (
          <Button type="primary" className="push" data-testid="staff-new" onClick={() => setOpen("new")}>
            新增账号
          </Button>
        ) : null}
      </div>
      <Shown read={staff}>
        {(found) => (
          <section className="sheet-flush">
            <Table
              label="人员"
              testId="staff"
              columns={COLUMNS}
              rows={found.filter(matches)}
              rowKey={(one) => one.username}
              nothing="没有符合的同事"
              onOpen={setOpen}
            />
          </section>
        )}
      </Shown>
      {staff.next ? (
        <Button className="more-button" loading={staff.busy} onClick={staff.more}>
          更多
        </Button>
      ) : null}
      {open ? (
        <StaffDrawer
          key={open === "new" ? "" : open.username}
          api={api}
          admin={admin}
          self={user.username}
          queues={queues}
          member={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onKept={staff.again}
          onPassword={setGiven}
        />
      ) : null}
      <GivenPassword given={given} onClose={() => setGiven(null)} />
    </>
  );
}

const COLUMNS: Column<StaffMember>[] = [
  { key: "name", title: "姓名", cell: (one) => one.name, by: (one) => one.name },
  { key: "username", title: "用户名", cell: (one) => one.username, by: (one) => one.username },
  { key: "role", title: "角色", cell: (one) => ROLES[one.role], by: (one) => one.role },
  {
    key: "skills",
    title: "技能组",
    cell: (one) =>
      one.skills.length > 0 ? one.skills.map(queueText).join("、") : <span className="quiet">全部</span>,
  },
  { key: "capacity", title: "接待上限", num: true, cell: (one) => one.capacity, by: (one) => one.capacity },
  {
    key: "factor",
    title: "验证器",
    wide: true,
    cell: (one) => (one.second_factor ? "已绑定" : <span className="tone-none">未绑定</span>),
  },
  {
    key: "state",
    title: "状态",
    cell: (one) =>
      !one.active ? (
        <span className="tone-none">已停用</span>
      ) : one.password_temporary ? (
        <span className="tone-warning">临时密码</span>
      ) : (
        "在用"
      ),
    by: (one) => Number(one.active),
  },
];

interface DrawerProps {
  api: AdministrationApi;
  admin: boolean;
  self: string;
  queues: Record<string, string>;
  /** null: somebody new. */
  member: StaffMember | null;
  onClose: () => void;
  onKept: () => void;
  onPassword: (given: Given) => void;
}

function StaffDrawer({ api, admin, self, queues, member, onClose, onKept, onPassword }: DrawerProps) {
  const [values, setValues] = useState<NewStaff>(
    () => member ?? { username: "", name: "", role: "agent", skills: [], capacity: 5 },
  );
  const change = (part: Partial<NewStaff>): void => setValues((before) => ({ ...before, ...part }));
  const keep = async (): Promise<void> => {
    const { username, name, role, skills, capacity } = values;
    if (!member) {
      const added = await api.addStaff({ username: username.trim(), name: name.trim(), role, skills, capacity });
      if (added.password) onPassword({ username: added.staff.username, password: added.password });
    } else {
      await api.changeStaff(username, admin ? { name: name.trim(), role, skills, capacity } : { skills, capacity });
    }
    onKept();
  };
  return (
    <EditDrawer
      title={member ? member.name : "新增账号"}
      onClose={onClose}
      onKeep={keep}
      disabled={!values.username.trim() || !values.name.trim()}
    >
      <Form layout="vertical">
        <Form.Item label="用户名" required extra={member ? undefined : "登录用，之后不能改"}>
          <Input
            value={values.username}
            disabled={member !== null}
            maxLength={64}
            autoComplete="off"
            data-testid="staff-username"
            onChange={(event) => change({ username: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="姓名" required extra="客户会看到">
          <Input
            value={values.name}
            disabled={!admin}
            maxLength={64}
            data-testid="staff-name"
            onChange={(event) => change({ name: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="角色">
          <Select
            value={values.role}
            disabled={!admin}
            data-testid="staff-role"
            options={Object.entries(ROLES).map(([value, label]) => ({ value, label }))}
            onChange={(role: User["role"]) => change({ role })}
          />
        </Form.Item>
        <Form.Item label="技能组（不选就是全部）">
          <Select
            mode="multiple"
            value={values.skills}
            defaultActiveFirstOption={false}
            optionFilterProp="label"
            options={Object.entries(queues).map(([value, label]) => ({ value, label }))}
            onChange={(skills: string[]) => change({ skills })}
          />
        </Form.Item>
        <Form.Item label="接待上限">
          <InputNumber
            min={1}
            max={50}
            value={values.capacity}
            onChange={(capacity) => change({ capacity: capacity ?? 1 })}
          />
        </Form.Item>
      </Form>
      {member && admin ? (
        <StaffActs
          api={api}
          member={member}
          own={member.username === self}
          onDone={() => {
            onKept();
            onClose();
          }}
          onPassword={onPassword}
        />
      ) : null}
    </EditDrawer>
  );
}
