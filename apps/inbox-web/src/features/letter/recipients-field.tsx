import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import type { MailboxView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { isAddress } from './address.ts';
import { readMailboxes, unique } from './mailboxes.ts';

interface Props {
  readonly label: string;
  readonly value: readonly MailboxView[];
  readonly onChange: (value: MailboxView[]) => void;
  readonly autoFocus?: boolean;
  readonly end?: ReactNode;
}

/** Addresses as chips: typed, pasted as a list, or found by a name. What is no address stays, in red, until it is mended. */
export function RecipientsField({ label, value, onChange, autoFocus = false, end }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const [open, setOpen] = useState(false);
  const found = usePeople(open ? typed : '').filter(({ address }) => !value.some((each) => each.address === address));
  const shown = open && typed.trim().length > 1 ? found : [];

  const add = (mailboxes: readonly MailboxView[]): void => {
    if (mailboxes.length > 0) onChange(unique([...value, ...mailboxes]));
    setTyped('');
    setOpen(false);
    setChosen(0);
  };
  const remove = (address: string): void => onChange(value.filter((each) => each.address !== address));
  const mend = (mailbox: MailboxView): void => {
    remove(mailbox.address);
    setTyped(mailbox.name ? `${mailbox.name} <${mailbox.address}>` : mailbox.address);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      // On its way out: what was typed counts.
      if (event.code === 'Enter' && typed.trim()) add(readMailboxes(typed));
      return;
    }
    if (shown.length > 0 && (event.code === 'ArrowDown' || event.code === 'ArrowUp')) {
      event.preventDefault();
      setChosen((chosen + (event.code === 'ArrowDown' ? 1 : shown.length - 1)) % shown.length);
    } else if (event.code === 'Enter' || event.code === 'NumpadEnter' || ((event.key === ',' || event.key === ';') && typed.trim()) || (event.code === 'Tab' && typed.trim())) {
      event.preventDefault();
      const person = shown[chosen];
      add(person && event.key !== ',' && event.key !== ';' ? [person] : readMailboxes(typed));
    } else if (event.code === 'Backspace' && typed === '' && value.length > 0) {
      event.preventDefault();
      mend(value.at(-1) as MailboxView);
    } else if (event.code === 'Escape' && open && shown.length > 0) {
      event.stopPropagation();
      setOpen(false);
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[@\n;,]/.test(text)) return;
    event.preventDefault();
    add(readMailboxes(typed + text));
  };
  const wrong = value.filter(({ address }) => !isAddress(address));
  return (
    <div className="line recipients">
      <label htmlFor={id}>{label}</label>
      <div className="chips">
        {value.map((mailbox) => (
          <span key={mailbox.address} className={`mailbox ${isAddress(mailbox.address) ? '' : 'wrong'}`} title={isAddress(mailbox.address) ? mailbox.address : t('letter.badAddress')}>
            <button type="button" className="who cut" onDoubleClick={() => mend(mailbox)} onClick={() => { if (!isAddress(mailbox.address)) mend(mailbox); }}>{mailbox.name ?? mailbox.address}</button>
            <button type="button" className="off" aria-label={t('letter.removeRecipient', { who: mailbox.name ?? mailbox.address })} onClick={() => remove(mailbox.address)}><X size={12} aria-hidden="true" /></button>
          </span>
        ))}
        <input
          ref={input} id={id} value={typed} autoFocus={autoFocus} inputMode="email" autoComplete="off" spellCheck={false} role="combobox" aria-expanded={shown.length > 0} aria-controls={`${id}-people`}
          {...(shown.length > 0 && { 'aria-activedescendant': `${id}-${chosen}` })} {...(wrong.length > 0 && { 'aria-invalid': true, 'aria-describedby': `${id}-wrong` })}
          onChange={(event) => { setTyped(event.target.value); setOpen(true); setChosen(0); }} onKeyDown={onKeyDown} onPaste={onPaste}
          onBlur={() => { if (typed.trim()) add(readMailboxes(typed)); setOpen(false); }}
        />
        {shown.length > 0 && (
          <ul id={`${id}-people`} className="pop people" role="listbox" aria-label={t('letter.people')}>
            {shown.map((mailbox, index) => (
              <li key={mailbox.address} id={`${id}-${index}`} role="option" aria-selected={index === chosen} onMouseDown={(event) => { event.preventDefault(); add([mailbox]); input.current?.focus(); }}>
                <span className="cut">{mailbox.name ?? mailbox.address}</span>{mailbox.name && <span className="t3 cut">{mailbox.address}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
      {end}
      {wrong.length > 0 && <span id={`${id}-wrong`} className="wrong" role="alert">{t('letter.badAddresses', { n: wrong.length })}</span>}
    </div>
  );
}

/** Whom we know by these letters and can write to. */
function usePeople(words: string): MailboxView[] {
  const [people, setPeople] = useState<MailboxView[]>([]);
  useEffect(() => {
    const term = words.trim();
    if (term.length < 2) {
      setPeople([]);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      api.contacts(term).then((page) => {
        if (!current) return;
        setPeople(page.items.flatMap((contact) => contact.identities.filter((identity) => identity.kind === 'email').map((identity) => ({ address: identity.value, name: contact.name === identity.value ? null : contact.name }))).slice(0, 6));
      }, () => undefined);
    }, 150);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words]);
  return people;
}
