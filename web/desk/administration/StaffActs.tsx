/** What is done to an account at once: a new password, taking the second factor off, ending and reviving it. */

import { App, Button, Modal, Popconfirm } from "antd";
import type { AdministrationApi } from "./administrationApi";
import type { StaffMember } from "./administrationTypes";
import { refusal } from "./administrationWords";

/** A temporary password, shown once. */
export interface Given {
  username: string;
  password: string;
}

interface ActsProps {
  api: AdministrationApi;
  member: StaffMember;
  own: boolean;
  onDone: () => void;
  onPassword: (given: Given) => void;
}

/** What takes effect at once: each asks first. */
export function StaffActs({ api, member, own, onDone, onPassword }: ActsProps) {
  const { message } = App.useApp();
  const take = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
      onDone();
    } catch (reason) {
      void message.error(refusal(reason));
    }
  };
  const newPassword = async (): Promise<void> => {
    const { password } = await api.newPassword(member.username);
    if (password) onPassword({ username: member.username, password });
  };
  return (
    <section className="acts" aria-label="账号操作">
      <Popconfirm
        title="重置密码？"
        description="会得到一个临时密码，所有登录随即结束。"
        okText="重置"
        cancelText="取消"
        onConfirm={() => void take(newPassword)}
      >
        <Button data-testid="staff-password">重置密码</Button>
      </Popconfirm>
      {member.second_factor ? (
        <Popconfirm
          title="解除验证器？"
          description="下次登录只要密码；所有登录随即结束。"
          okText="解除"
          cancelText="取消"
          onConfirm={() => void take(() => api.resetSecondFactor(member.username))}
        >
          <Button>解除验证器</Button>
        </Popconfirm>
      ) : null}
      {own ? null : (
        <Popconfirm
          title={member.active ? "停用账号？" : "恢复账号？"}
          description={member.active ? "登录随即结束，名下会话回到队列最前面。" : "恢复后可以照常登录。"}
          okText={member.active ? "停用" : "恢复"}
          cancelText="取消"
          onConfirm={() => void take(() => api.changeStaff(member.username, { active: !member.active }))}
        >
          <Button danger={member.active} data-testid="staff-active">
            {member.active ? "停用账号" : "恢复账号"}
          </Button>
        </Popconfirm>
      )}
    </section>
  );
}

export function GivenPassword({ given, onClose }: { given: Given | null; onClose: () => void }) {
  return (
    <Modal
      title={given ? `${given.username} 的临时密码` : null}
      open={given !== null}
      onCancel={onClose}
      maskClosable={false}
      footer={
        <Button type="primary" data-testid="password-noted" onClick={onClose}>
          已记下
        </Button>
      }
    >
      <p className="given-password num" data-testid="given-password">
        {given?.password}
      </p>
      <p className="hint">只显示这一次，请当面或电话告诉本人；首次登录后要改成自己的密码。</p>
    </Modal>
  );
}
