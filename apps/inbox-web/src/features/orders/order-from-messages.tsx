import { MessageSquareQuote } from 'lucide-react';
import { useState } from 'react';
import type { Id, OrderDraftView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money } from '../../i18n/format.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { Button, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';

/** So many of the last messages are offered. */
const offered = 12;
type Suggestion = OrderDraftView['lines'][number];

/** Lines of an order out of what the customer wrote: one picks messages, then what of the found goods is meant. */
export function OrderFromMessages({ conversationId, onLines, onClose }: { conversationId: Id; onLines: (lines: readonly Suggestion[]) => void; onClose: () => void }) {
  const messages = useDeskShallow((state) => (state.timelines[conversationId]?.tail ?? state.timelines[conversationId]?.ids ?? [])
    .flatMap((id) => { const message = state.messages[id]; return message?.direction === 'inbound' && message.kind === 'text' && message.text.trim() ? [message] : []; }).slice(-offered).reverse());
  const [picked, setPicked] = useState<ReadonlySet<Id>>(() => new Set(messages.slice(0, 1).map(({ id }) => id)));
  const [found, setFound] = useState<readonly Suggestion[] | null>(null);
  const [wanted, setWanted] = useState<ReadonlySet<Id>>(new Set());
  const { busy, wrong, ask } = useAsking();
  const look = (): Promise<void> => ask(async () => {
    const { lines } = await api.draftOrder(conversationId, [...picked]);
    setFound(lines);
    setWanted(new Set(lines.filter(({ sure }) => sure).map(({ product }) => product.id)));
  });
  const chosen = (found ?? []).filter(({ product }) => wanted.has(product.id));
  return (
    <section className="order-draft" aria-label={t('draft.title')}>
      <Wrong text={wrong} />
      {found === null ? (
        <>
          <span className="label">{t('draft.pick')}</span>
          {messages.length === 0 && <p className="t2 small">{t('draft.noMessages')}</p>}
          {messages.map(({ id, text }) => (
            <label key={id} className="check-row"><input type="checkbox" className="check" checked={picked.has(id)} onChange={() => setPicked(turned(picked, id))} /><span className="said" title={text}>{text}</span></label>
          ))}
          <div className="flex"><Button size="s" icon={MessageSquareQuote} busy={busy} disabled={picked.size === 0} onClick={() => void look()}>{t('draft.find')}</Button><Button size="s" onClick={onClose}>{t('action.cancel')}</Button></div>
        </>
      ) : (
        <>
          <span className="label">{found.length > 0 ? t('draft.confirm') : t('draft.nothing')}</span>
          {found.map(({ product, quantity, sure, words }) => (
            <label key={product.id} className="check-row" data-suggested={product.sku}>
              <input type="checkbox" className="check" checked={wanted.has(product.id)} onChange={() => setWanted(turned(wanted, product.id))} />
              <span className="grow"><span>{`${quantity.toLocaleString(currentLocale())} × ${product.name}`}</span><small title={words}>{sure ? `${product.sku}, ${money(product.priceMinor, product.currency)}` : t('draft.maybe', { words })}</small></span>
            </label>
          ))}
          <div className="flex">
            {found.length > 0 && <Button size="s" tone="primary" disabled={chosen.length === 0} onClick={() => onLines(chosen)}>{t('draft.add', { n: chosen.length })}</Button>}
            <Button size="s" onClick={() => setFound(null)}>{t('draft.back')}</Button>
          </div>
        </>
      )}
    </section>
  );
}

function turned(set: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
