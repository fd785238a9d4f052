import { Plus, X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { AlarmKind, AlarmRuleView, AlarmStepView, AlarmWay, AlarmWho } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { ruleName, rungName, wayName } from '../../i18n/alarms.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, IconButton, Toggle, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';

const hints: Readonly<Record<AlarmKind, MessageId>> = {
  'first-answer': 'alarmRules.firstAnswerHint', reply: 'alarmRules.replyHint', 'unowned-lead': 'alarmRules.unownedLeadHint', 'task-overdue': 'alarmRules.taskOverdueHint', 'deal-stuck': 'alarmRules.dealStuckHint',
  'no-next-step': 'alarmRules.noNextStepHint', 'channel-down': 'alarmRules.channelDownHint', 'send-failed': 'alarmRules.sendFailedHint',
};
const rungs: readonly AlarmWho[] = ['owner', 'head-of-sales', 'company-owner'];
const ways: readonly AlarmWay[] = ['desktop', 'telegram', 'email', 'sms'];
const MOST_STEPS = 10;
const HOUR = 60;

/** A step as it is typed: whole hours are said in hours. */
interface TypedStep extends Omit<AlarmStepView, 'minutes'> {
  readonly long: number;
  readonly unit: 1 | typeof HOUR;
}
const typed = ({ minutes, ...step }: AlarmStepView): TypedStep => (minutes >= HOUR && minutes % HOUR === 0 ? { ...step, long: minutes / HOUR, unit: HOUR } : { ...step, long: minutes, unit: 1 });
const said = ({ long, unit, ...step }: TypedStep): AlarmStepView => ({ ...step, minutes: long * unit });

/** One rule with its ladder. Nothing of it is kept before Save but its switch. */
export function AlarmRuleCard({ rule, onSaved }: { rule: AlarmRuleView; onSaved: (rule: AlarmRuleView) => void }) {
  const [steps, setSteps] = useState<readonly TypedStep[]>(() => rule.steps.map(typed));
  const { busy, wrong, ask } = useAsking();
  const changed = JSON.stringify(steps.map(said)) !== JSON.stringify(rule.steps.map(typed).map(said));
  const set = (index: number, part: Partial<TypedStep>): void => setSteps(steps.map((step, at) => (at === index ? { ...step, ...part } : step)));
  const add = (): void => {
    const last = steps.at(-1)!;
    setSteps([...steps, { ...last, who: rungs[Math.min(rungs.indexOf(last.who) + 1, rungs.length - 1)]!, long: last.long * 2 || 1 }]);
  };
  const save = (given: Omit<AlarmRuleView, 'kind'>): Promise<void> => ask(async () => {
    onSaved(await api.saveAlarmRule(rule.kind, given));
    toast(t('action.saved'));
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save({ enabled: rule.enabled, steps: steps.map(said) });
  };
  return (
    <form className="card alarm-rule" data-rule={rule.kind} aria-label={ruleName(rule.kind)} onSubmit={submit}>
      <div className="setting-row">
        <span className="grow"><span className="med">{ruleName(rule.kind)}</span><span className="t3 small hint-line">{t(hints[rule.kind])}</span></span>
        <Toggle on={rule.enabled} disabled={busy} label={t('alarmRules.enabled', { rule: ruleName(rule.kind) })} onChange={(enabled) => void save({ enabled, steps: rule.steps })} />
      </div>
      {rule.enabled && (
        <>
          <ol className="alarm-steps">
            {steps.map((step, index) => <StepLine key={index} step={step} only={steps.length === 1} onChange={(part) => set(index, part)} onRemove={() => setSteps(steps.filter((_, at) => at !== index))} />)}
          </ol>
          <Wrong text={wrong} />
          <div className="save-bar alarm-foot">
            {steps.length < MOST_STEPS && <Button size="s" tone="ghost" icon={Plus} onClick={add}>{t('alarmRules.addStep')}</Button>}
            <span className="grow" />
            {changed && <span className="t3 small">{t('alarmRules.unsaved')}</span>}
            {changed && <Button size="s" tone="primary" type="submit" busy={busy}>{t('action.save')}</Button>}
          </div>
        </>
      )}
    </form>
  );
}

function StepLine({ step, only, onChange, onRemove }: { step: TypedStep; only: boolean; onChange: (part: Partial<TypedStep>) => void; onRemove: () => void }) {
  return (
    <li>
      <div className="alarm-step">
        <select className="input who" aria-label={t('alarmRules.whom')} value={step.who} onChange={(event) => onChange({ who: event.target.value as AlarmWho })}>
          {rungs.map((who) => <option key={who} value={who}>{rungName(who)}</option>)}
        </select>
        <span className="t2">{t('alarmRules.after')}</span>
        <input className="input long num" type="number" required min={0} max={step.unit === HOUR ? 8760 : 525600} aria-label={t('alarmRules.number')} value={Number.isNaN(step.long) ? '' : step.long} onChange={(event) => onChange({ long: event.target.valueAsNumber })} />
        <select className="input unit" aria-label={t('alarmRules.unit')} value={step.unit} onChange={(event) => onChange({ unit: event.target.value === '1' ? 1 : HOUR })}>
          <option value={1}>{t('alarmRules.minutes')}</option>
          <option value={HOUR}>{t('alarmRules.hours')}</option>
        </select>
        <select className="input clock" aria-label={t('alarmRules.clock')} value={step.clock} onChange={(event) => onChange({ clock: event.target.value as AlarmStepView['clock'] })}>
          <option value="working">{t('alarmRules.working')}</option>
          <option value="always">{t('alarmRules.always')}</option>
        </select>
        <IconButton icon={X} size={16} small label={t('alarmRules.removeStep')} disabled={only} onClick={onRemove} />
      </div>
      <div className="alarm-ways">
        <span className="t3 small">{t('alarmRules.how')}</span>
        {ways.map((way) => (
          <label key={way} className="check-row"><input type="checkbox" className="check" checked={step.ways.includes(way)} onChange={(event) => onChange({ ways: ways.filter((each) => (each === way ? event.target.checked : step.ways.includes(each))) })} />{wayName(way)}</label>
        ))}
      </div>
    </li>
  );
}
