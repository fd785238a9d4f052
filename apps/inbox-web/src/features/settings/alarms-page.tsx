import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlarmRuleView, CompanyView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { Field } from '../../ui/controls.tsx';
import { complain } from '../thread/actions.ts';
import { AlarmRuleCard } from './alarm-rule-card.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';
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
        <Loaded query={query}>{(rules) => <>{rules.map((rule) => <AlarmRuleCard key={rule.kind} rule={rule} onSaved={keep} />)}</>}</Loaded>
      </div>
    </PageFrame>
  );
}

/** Who stands on an upper rung. Kept at once, as the choice is all there is to it. */
function Leader({ field, label }: { field: 'headOfSalesId' | 'companyOwnerId'; label: string }) {
  const chosen = useDesk((state) => state.company?.[field] ?? null);
  const people = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active || user.id === chosen).sort((a, b) => a.name.localeCompare(b.name)));
  const [busy, setBusy] = useState(false);
  const choose = async (id: Id | null): Promise<void> => {
    setBusy(true);
    try {
      const company: CompanyView = await api.updateCompany({ [field]: id });
      change((state) => ({ ...state, company, me: state.me && { ...state.me, company } }));
      toast(t('action.saved'));
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
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
