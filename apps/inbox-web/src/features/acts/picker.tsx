import * as Popover from 'radix-ui/popover';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { t, type MessageId } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Keys } from '../../ui/controls.tsx';
import { askFor, canAsk } from '../shell/commands.ts';
import type { Target } from './acts.ts';
import { optionsFor } from './options.tsx';
import { closePicker, type Early, type PickerKind } from './picker-state.ts';
import './acts.css';

const titles: Record<PickerKind, MessageId> = { assign: 'acts.assign', label: 'acts.label', snooze: 'acts.snooze', priority: 'acts.priority', follow: 'acts.follow' };
const hints: Record<PickerKind, MessageId> = { assign: 'acts.assignHint', label: 'acts.labelHint', snooze: 'acts.snoozeHint', priority: 'acts.priority', follow: 'acts.assignHint' };

/** By its button where that is on the screen; in the middle of the window otherwise. */
function placeOf(kind: PickerKind, target: Target): DOMRect {
  const within = target.type === 'one' ? '.thread' : '.bulk-bar';
  for (const button of document.querySelectorAll<HTMLElement>(`${within} [data-picker="${kind}"], ${within} [data-picker="more"]`)) {
    const box = button.getBoundingClientRect();
    if (box.width > 0) return box;
  }
  return new DOMRect(innerWidth / 2, 72, 0, 0);
}

/** A few letters, Enter. It stands by the button that asks the same. */
export function Picker({ kind, target, early }: { kind: PickerKind; target: Target; early: Early }) {
  const [typed, setTyped] = useState(early.typed);
  const [active, setActive] = useState(0);
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const anchor = useRef({ getBoundingClientRect: () => placeOf(kind, target) });
  const [align] = useState<'start' | 'end'>(() => (placeOf(kind, target).left < innerWidth / 2 ? 'start' : 'end'));
  // What was chosen stays chosen on the screen while more is.
  const conversation = useDesk((state) => (target.type === 'one' ? state.conversations[target.id] : undefined));
  const labels = useDesk((state) => state.labels);
  const users = useDesk((state) => state.users);
  const options = useMemo(() => optionsFor(kind, target, typed), [kind, target, typed, conversation, labels, users]);
  useLayoutEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId, options.length]);

  useEffect(() => {
    const { enter } = early;
    Object.assign(early, { typed: '', enter: false });
    if (enter) choose(0);
    // Once: what was pressed before it was there.
  }, []);
  const choose = (index: number, stay = false): void => {
    const option = options[index];
    if (!option) return;
    if (!stay) closePicker();
    option.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const last = Math.max(0, options.length - 1);
    const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? [];
    if (event.code === 'ArrowDown') setActive(active >= last ? 0 : active + 1);
    else if (event.code === 'ArrowUp') setActive(active <= 0 ? last : active - 1);
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') choose(active, event.shiftKey && (kind === 'label' || kind === 'follow'));
    else if (kind === 'snooze' && typed === '' && digit && options.some(({ keys }) => keys === digit)) choose(options.findIndex(({ keys }) => keys === digit));
    else if (event.code === 'Tab' && kind === 'assign' && target.type === 'one' && !event.shiftKey) {
      // Handed over, and a word about it.
      choose(active);
      if (canAsk('note')) askFor('note');
    } else if (event.code === 'Tab') closePicker();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Popover.Root open onOpenChange={(open) => { if (!open) closePicker(); }}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className="pop picker" align={align} sideOffset={4} collisionPadding={8} aria-label={t(titles[kind])} onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => { event.preventDefault(); field.current?.focus(); }} onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <input
            ref={field} autoFocus value={typed} autoComplete="off" spellCheck={false} placeholder={t(hints[kind])} aria-label={t(titles[kind])} role="combobox" aria-expanded="true" aria-controls={listId}
            {...(options.length > 0 && { 'aria-activedescendant': `${listId}-${active}` })} onChange={(event) => { setTyped(event.target.value); setActive(0); }}
          />
          <div className="picker-list scrolls" id={listId} role="listbox" aria-label={t(titles[kind])} {...((kind === 'label' || kind === 'follow') && { 'aria-multiselectable': true })}>
            {options.map((option, index) => (
              <div
                key={option.id} id={`${listId}-${index}`} role="option" aria-selected={option.chosen ?? false} data-option={option.id} className="picker-line" {...(index === active && { 'data-active': '' })}
                onPointerMove={() => { if (index !== active) setActive(index); }} onClick={() => { choose(index, kind === 'label' || kind === 'follow'); field.current?.focus(); }}
              >
                {option.lead}
                <span className="cut">{option.label}</span>
                <span className="end">
                  {option.hint && <span className="num">{option.hint}</span>}
                  {option.keys && <Keys keys={option.keys} />}
                  {option.chosen && <span aria-hidden="true">✓</span>}
                </span>
              </div>
            ))}
            {options.length === 0 && <p className="picker-none">{t('palette.nothing')}</p>}
          </div>
          {kind === 'assign' && target.type === 'one' && <p className="picker-foot" aria-hidden="true"><kbd>↵</kbd>{t('acts.handOver')}<kbd>Tab</kbd>{t('acts.withNote')}</p>}
          {(kind === 'label' || kind === 'follow') && <p className="picker-foot" aria-hidden="true"><kbd>↵</kbd>{t('acts.choose')}<kbd>⇧</kbd><kbd>↵</kbd>{t('acts.several')}</p>}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
