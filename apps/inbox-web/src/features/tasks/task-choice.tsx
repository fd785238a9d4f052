import { UserX } from 'lucide-react';
import { useId, useLayoutEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { taskTitle } from '../../i18n/words.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { match } from '../palette/match.ts';
import { snoozePresets } from '../thread/snooze.ts';
import { handOver, putOff } from './task-acts.ts';
import { readWhen } from './when.ts';
import '../acts/acts.css';

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly lead?: ReactNode;
  readonly hint?: string;
  readonly digit?: string;
  readonly chosen?: boolean;
  readonly run: () => Promise<void>;
}

/** When then: 1, 2, 3 or words. */
export function PutOffDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  return <Choices title={t('task.putOff')} hint={t('task.putOffHint')} task={task} choices={times(task, typed)} typed={typed} onTyped={setTyped} onClose={onClose} />;
}

/** Who then: a few letters. */
export function HandOverDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  useDesk((state) => state.users);
  return <Choices title={t('acts.assign')} hint={t('acts.assignHint')} task={task} choices={people(task, typed)} typed={typed} onTyped={setTyped} onClose={onClose} />;
}

function times(task: TaskView, typed: string): Choice[] {
  const now = new Date();
  const said = typed.trim() ? readWhen(typed, now) : null;
  if (said?.said) return [{ id: 'words', label: dueTime(said.dueAt.toISOString(), now.getTime()), run: () => putOff(task.id, said.dueAt) }];
  return fitting(snoozePresets(now).map(({ label, until }, index): Choice => ({ id: `preset-${index}`, label, hint: dueTime(until.toISOString(), now.getTime()), digit: String(index + 1), run: () => putOff(task.id, until) })), typed);
}

function people(task: TaskView, typed: string): Choice[] {
  const { users, me } = desk.getState();
  const active = Object.values(users).filter((user) => user.active).sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.name.localeCompare(b.name));
  return fitting([
    ...active.map((user): Choice => ({ id: user.id, label: user.id === me?.id ? t('thread.toMe', { name: user.name }) : user.name, lead: <Avatar id={user.id} name={user.name} size="s" />, hint: user.onDuty ? t('duty.on') : t('duty.off'), chosen: user.id === task.assigneeId, run: () => handOver(task.id, user.id) })),
    ...(task.assigneeId ? [{ id: 'nobody', label: t('thread.unassign'), lead: <UserX size={16} aria-hidden="true" />, run: () => handOver(task.id, null) }] : []),
  ], typed);
}

function fitting(choices: readonly Choice[], typed: string): Choice[] {
  if (!typed.trim()) return [...choices];
  return choices.flatMap((choice) => { const found = match(choice.label, typed); return found ? [{ choice, score: found.score }] : []; }).sort((a, b) => b.score - a.score).map(({ choice }) => choice);
}

function Choices({ title, hint, task, choices, typed, onTyped, onClose }: { title: string; hint: string; task: TaskView; choices: readonly Choice[]; typed: string; onTyped: (typed: string) => void; onClose: () => void }) {
  const [active, setActive] = useState(0);
  const listId = useId();
  useLayoutEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId, choices.length]);
  const choose = (choice: Choice | undefined): void => {
    if (!choice) return;
    onClose();
    void choice.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const last = Math.max(0, choices.length - 1);
    const digit = typed === '' ? choices.find((choice) => choice.digit !== undefined && new RegExp(`^(?:Digit|Numpad)${choice.digit}$`).test(event.code)) : undefined;
    if (digit) choose(digit);
    else if (event.code === 'ArrowDown') setActive(active >= last ? 0 : active + 1);
    else if (event.code === 'ArrowUp') setActive(active <= 0 ? last : active - 1);
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') choose(choices[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={title} description={taskTitle(task)} onClose={onClose}>
      <input className="input" value={typed} autoComplete="off" spellCheck={false} placeholder={hint} aria-label={title} role="combobox" aria-expanded="true" aria-controls={listId}
        {...(choices.length > 0 && { 'aria-activedescendant': `${listId}-${active}` })} onChange={(event) => { onTyped(event.target.value); setActive(0); }} onKeyDown={onKeyDown} />
      <div className="task-choices scrolls" id={listId} role="listbox" aria-label={title}>
        {choices.map((choice, index) => (
          <div key={choice.id} id={`${listId}-${index}`} role="option" aria-selected={choice.chosen ?? false} data-option={choice.id} className="picker-line" {...(index === active && { 'data-active': '' })} onPointerMove={() => { if (index !== active) setActive(index); }} onClick={() => choose(choice)}>
            {choice.lead}
            <span className="cut">{choice.label}</span>
            <span className="end">{choice.hint && <span className="num">{choice.hint}</span>}{choice.digit && typed === '' && <kbd>{choice.digit}</kbd>}{choice.chosen && <span aria-hidden="true">✓</span>}</span>
          </div>
        ))}
        {choices.length === 0 && <p className="picker-none">{t('palette.nothing')}</p>}
      </div>
    </Dialog>
  );
}
