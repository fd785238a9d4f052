import type { AdapterKind, ChannelKind, InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../../../api/problem.ts';
import { api, type InboxInput } from '../../../api/routes.ts';
import { change, desk } from '../../../store/desk.ts';
import { foldNewest } from '../../../store/fold.ts';

export const channelOf: Record<AdapterKind, ChannelKind> = { email: 'email', telegram: 'telegram', twilio: 'sms', webchat: 'webchat', http: 'http' };

/** Saves a new inbox, lets everybody of the team into it, and registers our address at the vendor where that is needed. */
export async function connectInbox(input: InboxInput): Promise<InboxSettingsView> {
  const userIds = Object.values(desk.getState().users).filter((user) => user.active && user.role !== 'admin').map((user) => user.id);
  const saved = await api.createInbox({ userIds, ...input });
  change((state) => foldNewest(state, 'inboxes', saved));
  if (input.adapter !== 'telegram' && input.adapter !== 'twilio') return saved;
  try {
    return await api.connectInbox(saved.id);
  } catch (error) {
    // Without a public address there is nothing to register: the channel polls, or says so on its row.
    if (error instanceof ApiError && error.problem.status < 500) return saved;
    throw error;
  }
}
