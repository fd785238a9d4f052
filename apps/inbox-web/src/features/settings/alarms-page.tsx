import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlarmRuleView, CompanyView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { Field, Toggle } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';
import { AlarmRuleCard } from './alarm-rule-card.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';
import './absence.css';
import './alarms.css';

const RULES = ['alarm-rules'];

/** When an alarm is raised, whom it reaches, one above the other, and how. */
export function AlarmsPage() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: RULES, queryFn: api.alarmRules });
  const keep = (saved: AlarmRuleView): void => void client.setQueryData<AlarmRuleView[]>(RULES, (rules) => rules?.map((rule) => (rule.kind === saved.kind ? saved : rule)));
  return (
    <PageFrame title={t('alarmRules.title')}>
      <div className="settings-col">
        <p className="t2">{t('alarmRules.intro')}</p>
        <div className="two">
          <Leader field="headOfSalesId" label={t('alarmRules.head')} />
          <Leader field="companyOwnerId" label={t('alarmRules.companyOwner')} />
        </div>
        <div className="card">
          <ReturnAfter field="offDutyReturnMinutes" least={0} usual={30} label={t('alarmRules.offDuty')} hint={t('alarmRules.offDutyHint')} />
          <ReturnAfter field="silentReturnMinutes" least={1} usual={60} label={t('alarmRules.silent')} hint={t('alarmRules.silentHint')} />
        </div>
        <Loaded query={query}>{(rules) => <>{rules.map((rule) => <AlarmRuleCard key={rule.kind} rule={rule} onSaved={keep} />)}</>}</Loaded>
      </div>
    </PageFrame>
  );
}

/** Who stands on an upper rung. Kept at once, as the choice is all there is to it. */
function Leader({ field, label }: { field: 'headOfSalesId' | 'companyOwnerId'; label: string }) {
  const chosen = useDesk((state) => state.company?.[field] ?? null);
  const people = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active || user.id === chosen).sort((a, b) => a.name.localeCompare(b.name)));
  const { busy, ask } = useAsking();
  const choose = (id: Id | null): Promise<void> => ask(() => saveCompany({ [field]: id }));
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} className="input" disabled={busy} value={chosen ?? ''} onChange={(event) => void choose(event.target.value || null)}>
          <option value="">{t('alarmRules.nobody')}</option>
          {people.map((user) => <option key={user.id} value={user.id}>{user.name}</option>)}
        </select>
      )}
    </Field>
  );
}

/** After how long a customer who waits for nobody goes on to somebody; off: they wait there. */
function ReturnAfter({ field, least, usual, label, hint }: { field: 'offDutyReturnMinutes' | 'silentReturnMinutes'; least: number; usual: number; label: string; hint: string }) {
  const minutes = useDesk((state) => state.company?.[field] ?? null);
  const [typed, setTyped] = useState<string | null>(null);
  const keep = (next: number | null): void => void saveCompany({ [field]: next }).then(() => setTyped(null));
  const done = (): void => {
    if (typed === null) return;
    const next = Math.trunc(Number(typed));
    if (typed.trim() === '' || !(next >= least) || next === minutes) setTyped(null);
    else keep(next);
  };
  return (
    <div className="setting-row return-row" data-return={field}>
      <span className="grow">{label}<span className="t3 small hint-line">{hint}</span></span>
      {minutes !== null && <><input className="input num" type="number" min={least} aria-label={t('alarmRules.number')} value={typed ?? minutes} onChange={(event) => setTyped(event.target.value)} onBlur={done} onKeyDown={(event) => { if (event.key === 'Enter') done(); }} /><span className="t3 small">{t('alarmRules.minutes')}</span></>}
      <Toggle on={minutes !== null} label={label} onChange={(on) => keep(on ? usual : null)} />
    </div>
  );
}

async function saveCompany(part: Partial<CompanyView>): Promise<void> {
  try {
    const company = await api.updateCompany(part);
    change((state) => ({ ...state, company, me: state.me && { ...state.me, company } }));
    toast(t('action.saved'));
  } catch (error) {
    complain(error);
  }
}
