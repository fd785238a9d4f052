import { ChevronRight, CornerDownLeft, MessagesSquare, UserRound, type LucideIcon } from 'lucide-react';
import * as Dialog from 'radix-ui/dialog';
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import type { FoundPersonView, MarkView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { desk } from '../../store/desk.ts';
import { listNames } from '../../store/lists.ts';
import { setWindow } from '../../store/window-state.ts';
import { Keys } from '../../ui/controls.tsx';
import { Marked } from '../../ui/marked.tsx';
import { commands, type Choice, type Command, type Standing } from './commands.ts';
import { match } from './match.ts';
import { usePeople } from './people.ts';
import './palette.css';

/** One line of the palette. */
interface Line {
  readonly key: string;
  readonly title: string;
  readonly marks: readonly MarkView[];
  readonly icon: LucideIcon;
  readonly hint?: string;
  readonly keys?: string;
  readonly chosen?: boolean;
  /** There is more to choose behind it. */
  readonly opens?: Command;
  readonly run?: () => void;
}
interface Group {
  readonly name: string;
  readonly lines: readonly Line[];
}

const close = (): void => setWindow({ dialog: null });

/** Everything that can be done, by its name: ↑ ↓ Enter, Backspace or Esc one step back. */
export function Palette() {
  const [path, go] = useLocation();
  const [standing] = useState((): Standing => standingAt(path, go));
  const [within, setWithin] = useState<Command | null>(null);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const people = usePeople(within ? '' : typed);
  const groups = useMemo(() => (within ? choicesOf(within, standing, typed) : [...commandsFor(standing, typed), ...peopleOf(people, standing)]).filter((group) => group.lines.length > 0), [within, standing, typed, people]);
  const lines = groups.flatMap((group) => group.lines);

  const enter = (command: Command | null): void => {
    setWithin(command);
    setTyped('');
    setActive(0);
  };
  const choose = (line: Line | undefined): void => {
    if (!line) return;
    if (line.opens) return enter(line.opens);
    close();
    // After the focus went back to where the person was writing: what is done may want it elsewhere.
    setTimeout(() => line.run?.(), 30);
  };
  useLayoutEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId, lines.length]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const last = Math.max(0, lines.length - 1);
    const modified = event.ctrlKey || event.metaKey;
    if (event.code === 'ArrowDown') setActive(active >= last ? 0 : active + 1);
    else if (event.code === 'ArrowUp') setActive(active <= 0 ? last : active - 1);
    else if (event.code === 'PageDown') setActive(Math.min(last, active + 8));
    else if (event.code === 'PageUp') setActive(Math.max(0, active - 8));
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') choose(lines[active]);
    else if (event.code === 'Backspace' && typed === '' && within) enter(null);
    else if (event.code === 'Escape' && within) enter(null);
    else if (modified && event.code === 'KeyK') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // Not Radix's modal: that takes pointer events, scrolling and the names of everything behind away one by one, and the whole window is styled
    // anew at each opening and closing. Here the scrim catches the pointer, and the one field there is keeps the focus.
    <Dialog.Root open modal={false} onOpenChange={(open) => { if (!open) close(); }}>
      <Dialog.Portal>
        <div className="scrim palette-scrim" aria-hidden="true" />
        <Dialog.Content
          className="dialog palette" aria-modal="true" aria-describedby={undefined} onKeyDown={onKeyDown} onEscapeKeyDown={(event) => { if (within) event.preventDefault(); }}
          onOpenAutoFocus={(event) => { event.preventDefault(); field.current?.focus(); }}
        >
          <Dialog.Title className="hidden-text">{t('palette.title')}</Dialog.Title>
          <div className="palette-head">
            {within ? <span className="chip accent"><within.icon size={13} aria-hidden="true" />{t(within.title)}</span> : null}
            <input
              ref={field} value={typed} autoComplete="off" spellCheck={false} placeholder={within ? t('palette.choose') : t('palette.hint')} aria-label={within ? t(within.title) : t('palette.title')} role="combobox" aria-expanded="true" aria-controls={listId}
              {...(lines.length > 0 && { 'aria-activedescendant': `${listId}-${active}` })} onChange={(event) => { setTyped(event.target.value); setActive(0); }}
            />
            <kbd>Esc</kbd>
          </div>
          <div className="palette-list scrolls" id={listId} role="listbox" aria-label={t('palette.title')}>
            {groups.map((group) => (
              <div key={group.name} role="group" aria-label={group.name}>
                {group.name && <div className="menu-label" role="presentation">{group.name}</div>}
                {group.lines.map((line) => {
                  const index = lines.indexOf(line);
                  return (
                    <div key={line.key} id={`${listId}-${index}`} role="option" aria-selected={index === active} data-command={line.key} className="palette-line" onPointerMove={() => { if (index !== active) setActive(index); }} onClick={() => choose(line)}>
                      <line.icon size={16} aria-hidden="true" />
                      <span className="cut"><Marked text={line.title} marks={line.marks} /></span>
                      {line.hint && <span className="t3 cut palette-hint num">{line.hint}</span>}
                      <span className="end">{line.keys && <Keys keys={line.keys} />}{line.chosen && '✓'}{line.opens && <ChevronRight size={14} aria-hidden="true" />}</span>
                    </div>
                  );
                })}
              </div>
            ))}
            {lines.length === 0 && <p className="palette-none">{t('palette.nothing')}</p>}
          </div>
          <footer className="palette-foot" aria-hidden="true">
            <span><kbd>↑</kbd><kbd>↓</kbd></span><span><CornerDownLeft size={12} />{t('palette.enter')}</span>{within && <span><kbd>⌫</kbd>{t('action.back')}</span>}
          </footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function standingAt(path: string, go: (path: string) => void): Standing {
  const [, view, id] = /^\/inbox\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  return { go, conversation: (id && desk.getState().conversations[id]) || null, view: listNames.find((name) => name === view) ?? 'all' };
}

const groupNames = { conversation: 'palette.conversation', window: 'palette.window', go: 'palette.go' } as const;

function commandsFor(standing: Standing, typed: string): Group[] {
  const offered = commands.filter((command) => command.when?.(standing) ?? true);
  const line = (command: Command, marks: readonly MarkView[]): Line => ({
    key: command.id, title: t(command.title), marks, icon: command.icon, ...(command.keys && { keys: command.keys }), ...(command.choices ? { opens: command } : { run: () => command.run?.(standing) }),
  });
  if (typed.trim() === '') {
    return (['conversation', 'window', 'go'] as const).map((group) => ({ name: t(groupNames[group]), lines: offered.filter((command) => command.group === group).map((command) => line(command, [])) }));
  }
  const found = offered.flatMap((command) => {
    const hit = match(t(command.title), typed) ?? match(command.id.replace(/-/g, ' '), typed);
    return hit ? [{ command, hit, onTitle: match(t(command.title), typed) }] : [];
  });
  const lines = found.sort((a, b) => b.hit.score - a.hit.score).map(({ command, onTitle }) => line(command, onTitle?.marks ?? []));
  // Who types a name after a verb means the choice behind it: «передать дарья» is two steps in one.
  const deeper = offered.filter((command) => command.choices).flatMap((command) => lineOfChoices(command, standing, typed));
  return [{ name: '', lines: [...lines, ...deeper] }];
}

/** Choices found by the command's title and theirs together. */
function lineOfChoices(command: Command, standing: Standing, typed: string): Line[] {
  if (!/\S\s+\S/.test(typed)) return [];
  return (command.choices?.(standing) ?? []).flatMap((choice) => {
    const title = `${t(command.title)} ${choice.label}`;
    const hit = match(title, typed);
    return hit && hit.marks.some(({ to }) => to > t(command.title).length) ? [toLine(command, choice, title, hit.marks)] : [];
  });
}

function choicesOf(command: Command, standing: Standing, typed: string): Group[] {
  const choices = command.choices?.(standing) ?? [];
  const found = choices.flatMap((choice) => {
    const hit = typed.trim() ? match(choice.label, typed) : { score: 0, marks: [] };
    return hit ? [{ choice, hit }] : [];
  });
  return [{ name: '', lines: found.sort((a, b) => b.hit.score - a.hit.score).map(({ choice, hit }) => toLine(command, choice, choice.label, hit.marks)) }];
}

const toLine = (command: Command, choice: Choice, title: string, marks: readonly MarkView[]): Line => ({
  key: `${command.id} ${choice.id}`, title, marks, icon: command.icon, run: choice.run, ...(choice.hint && { hint: choice.hint }), ...(choice.keys && { keys: choice.keys }), ...(choice.chosen && { chosen: true }),
});

function peopleOf(people: readonly FoundPersonView[], { go, view }: Standing): Group[] {
  return [{
    name: t('palette.people'),
    lines: people.map((person) => ({
      key: `person ${person.contactId}`, title: person.name, marks: person.nameMarks, icon: person.conversationId ? MessagesSquare : UserRound, ...(person.via && { hint: person.via.label }),
      run: () => { if (person.conversationId) go(`/inbox/${view}/${person.conversationId}`); else setWindow({ dialog: 'start', startWith: { contactId: person.contactId } }); },
    })),
  }];
}
