/** Things that a customer sends beside words: a place, somebody's card. Shown by ourselves; nobody else is asked before a click. */
import { MapPin, UserRound } from 'lucide-react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, desk, useDesk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { Button } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from './actions.ts';

type Place = NonNullable<MessageView['location']>;
type Person = NonNullable<MessageView['contactCard']>;

/** What of both a message holds. */
export function Card({ message }: { message: MessageView }) {
  return (
    <>
      {message.location && <PlaceCard place={message.location} />}
      {message.contactCard && <PersonCard card={message.contactCard} contactId={message.contactId} />}
    </>
  );
}

function PlaceCard({ place }: { place: Place }) {
  const { latitude, longitude } = place;
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <a className="place-card" href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`} target="_blank" rel="noreferrer noopener" title={t('place.open')}>
      <span className="card-ico"><MapPin size={18} aria-hidden="true" /></span>
      <span className="grow">
        <span className="card-title"><span className="cut">{place.title || place.address || t('message.location')}</span></span>
        <span className="card-sub num">{place.title && place.address ? place.address : point}</span>
      </span>
    </a>
  );
}

/** What of a card can be kept with a person or written to. */
const addressesOf = (card: Person): { kind: 'phone' | 'email'; value: string }[] => [
  ...(card.phone ? [{ kind: 'phone' as const, value: card.phone }] : []),
  ...(card.email ? [{ kind: 'email' as const, value: card.email }] : []),
];

function PersonCard({ card, contactId }: { card: Person; contactId: string }) {
  const { busy, ask } = useAsking(complain);
  const addresses = addressesOf(card);
  const digits = (value: string): string => value.replace(/\D/g, '');
  const missing = useDesk((state) => {
    const own = state.contacts[contactId]?.identities;
    return own !== undefined && addresses.some(({ kind, value }) => !own.some((each) => each.kind === kind && (kind === 'phone' ? digits(each.value) === digits(value) : each.value.toLowerCase() === value.toLowerCase())));
  });
  const keep = (): Promise<void> => ask(async () => {
    for (const address of addresses) {
      const saved = await api.addIdentity(contactId, address);
      change((state) => foldOwn.contact(state, saved));
    }
    toast(t('card.added'));
  });
  const start = (): Promise<void> => ask(async () => {
    const [address] = addresses;
    const known = address && (await api.contacts(address.value)).items.find((each) => each.identities.some((own) => own.kind === address.kind));
    const person = known ?? (await api.createContact({ name: card.name, identities: addresses }));
    change((state) => foldOwn.contact(state, person));
    setWindow({ dialog: 'start', startWith: { contactId: person.id } });
  });
  const canStart = addresses.length > 0 && Object.values(desk.getState().inboxes).some((inbox) => inbox.enabled && inbox.capabilities.some((each) => each.startsConversation && addresses.some(({ kind }) => kind === each.addressKind)));
  return (
    <div className="person-card">
      <span className="card-ico"><UserRound size={18} aria-hidden="true" /></span>
      <span className="grow">
        <span className="card-title"><span className="cut">{card.name || t('card.nameless')}</span></span>
        <span className="card-sub num">{addresses.map(({ value }) => value).join(', ')}</span>
      </span>
      {(missing || canStart) && (
        <span className="actions">
          {missing && <Button size="s" busy={busy} onClick={() => void keep()}>{t('card.add')}</Button>}
          {canStart && <Button size="s" tone="ghost" busy={busy} onClick={() => void start()}>{t('card.start')}</Button>}
        </span>
      )}
    </div>
  );
}
