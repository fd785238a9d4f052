/** Words for the fixed values of the server. */
import type { LeadStatus, OrderStatus, Role, TaskKind } from '../../../../libs/crm-core/src/views.ts';
import { t } from './index.ts';

export function roleName(role: Role): string {
  switch (role) {
    case 'operator':
      return t('role.operator');
    case 'manager':
      return t('role.manager');
    case 'admin':
      return t('role.admin');
  }
}

export function orderStatusName(status: OrderStatus): string {
  switch (status) {
    case 'new':
      return t('order.status.new');
    case 'confirmed':
      return t('order.status.confirmed');
    case 'paid':
      return t('order.status.paid');
    case 'shipped':
      return t('order.status.shipped');
    case 'done':
      return t('order.status.done');
    case 'cancelled':
      return t('order.status.cancelled');
  }
}
export const orderStatuses: readonly OrderStatus[] = ['new', 'confirmed', 'paid', 'shipped', 'done', 'cancelled'];
export const orderTone = (status: OrderStatus): string => (status === 'paid' || status === 'done' ? 'green' : status === 'cancelled' ? 'red' : '');

export function leadStatusName(status: LeadStatus): string {
  switch (status) {
    case 'open':
      return t('lead.open');
    case 'converted':
      return t('lead.converted');
    case 'junk':
      return t('lead.junk');
  }
}

/** Tasks that make themselves carry a kind instead of somebody's words. */
export function taskTitle(task: { kind: TaskKind; title: string }): string {
  if (task.title) return task.title;
  switch (task.kind) {
    case 'answer':
      return t('task.kind.answer');
    case 'follow-up':
      return t('task.kind.followUp');
    case 'call-back':
      return t('task.kind.callBack');
    case 'win-back':
      return t('task.kind.winBack');
    case 'manual':
      return t('task.kind.manual');
  }
}
