/** Colleagues at the same conversation: who looks, who writes. */
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { useWindow } from '../../store/window-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { tip } from '../../ui/tip.ts';
import './presence.css';

const shown = 3;

/** Who else has the conversation open. */
export function Viewers({ conversationId }: { conversationId: Id }) {
  const ids = useWindow((state) => state.viewing[conversationId]);
  const users = useDeskShallow((state) => (ids ?? []).flatMap((id) => (id !== state.me?.id && state.users[id]) || []));
  if (users.length === 0) return null;
  const words = t('presence.here', { name: users.map(({ name }) => name).join(', ') });
  return (
    <span className="viewers" role="img" aria-label={words} tabIndex={0} {...tip(words)}>
      {users.slice(0, shown).map((user) => <Avatar key={user.id} id={user.id} name={user.name} size="s" />)}
      {users.length > shown && <span className="t3 small num" aria-hidden="true">+{users.length - shown}</span>}
    </span>
  );
}

/** Who types here: the customer, or colleagues by their first names; null when nobody does. */
export function useTyping(conversationId: Id): { readonly customer: boolean; readonly names: readonly string[] } | null {
  const typing = useWindow((state) => state.typing[conversationId]);
  const names = useDeskShallow((state) => Object.keys(typing?.colleagues ?? {}).flatMap((id) => state.users[id]?.name.split(' ')[0] ?? []));
  if (!typing || (!typing.customer && names.length === 0)) return null;
  return { customer: typing.customer !== null, names };
}

/** Above the composer, before two people write the same answer. */
export function ColleaguesTyping({ conversationId }: { conversationId: Id }) {
  const names = useTyping(conversationId)?.names ?? [];
  return (
    <p className="colleagues-typing">
      {names.length > 0 && <><span className="typing-dots" aria-hidden="true"><i /><i /><i /></span><span className="cut">{t('presence.typing', { n: names.length, name: names.join(', ') })}</span></>}
    </p>
  );
}
