import { ChevronDown } from 'lucide-react';
import type { MessageView, TakenBackView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { ChannelGlyph, channelName } from '../../ui/glyphs.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { waysToAnswer, type Way } from '../composer/ways.ts';
import type { restore as Restore } from '../letter/take-back.ts';
import { complain, onMessage } from './actions.ts';

const restore = (...given: Parameters<typeof Restore>): void => void import('../letter/take-back.ts').then(({ restore: put }) => put(...given));

/** What can be done with a message the customer did not get: the same again, other words, another channel, or nothing of it. */
export function FailedActions({ message }: { message: MessageView }) {
  const { busy, ask } = useAsking(complain);
  const conversation = useDesk((state) => state.conversations[message.conversationId]);
  const contact = useDesk((state) => state.contacts[message.contactId]);
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes));
  const others = conversation ? waysToAnswer(conversation, contact, inboxes).filter((way) => !way.optedOut && !(way.inboxId === message.inboxId && way.channel === message.channel)) : [];

  /** Takes it out of the conversation, words and files, and does something with them. */
  const takeBack = (then: (taken: TakenBackView) => void): void => void ask(async () => then(await api.takeBack(message.id)));
  const edit = (): void => takeBack((taken) => restore(taken));
  const by = (way: Way): void => takeBack((taken) => restore(taken, { inboxId: way.inboxId, channel: way.channel, to: way.to.value }));
  const remove = (): void => takeBack((taken) => toast(t('delivery.deleted'), { action: { label: t('action.undo'), keys: 'Z', run: () => restore(taken) } }));
  return (
    <>
      <button type="button" className="link" disabled={busy} onClick={() => void ask(() => onMessage(() => api.retry(message.id)))}>{t('delivery.retry')}</button>
      <button type="button" className="link" disabled={busy} onClick={edit}>{t('delivery.edit')}</button>
      {others.length > 0 && (
        <Menu trigger={<button type="button" className="link" disabled={busy}>{t('delivery.otherChannel')}<ChevronDown size={12} aria-hidden="true" /></button>}>
          {others.map((way) => (
            <MenuItem key={`${way.inboxId} ${way.channel} ${way.to.value}`} lead={<ChannelGlyph channel={way.channel} size={14} />} end={way.toLabel} onSelect={() => by(way)}>{channelName(way.channel)}</MenuItem>
          ))}
        </Menu>
      )}
      <button type="button" className="link" disabled={busy} onClick={remove}>{t('delivery.delete')}</button>
    </>
  );
}
