import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { CompanyView, Locale } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, localeNames, locales, t } from '../../i18n/index.ts';
import { countries, countryName, currencies, timeZones } from '../../i18n/places.ts';
import { change } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, IconButton, Toggle, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { DocumentsBlock } from './documents-block.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';

export function CompanyPage() {
  const query = useQuery({ queryKey: ['company'], queryFn: () => api.company() });
  return <PageFrame title={t('settings.company')}><Loaded query={query}>{(company) => <><CompanyForm company={company} /><DocumentsBlock /></>}</Loaded></PageFrame>;
}

const toTime = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const toMinutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
/** 1 January 2024 was a Monday. */
const weekday = (index: number): string => new Intl.DateTimeFormat(currentLocale(), { weekday: 'long' }).format(new Date(2024, 0, 1 + index));

function CompanyForm({ company: saved }: { company: CompanyView }) {
  const client = useQueryClient();
  const [company, setCompany] = useState(saved);
  const { busy, wrong, ask } = useAsking();
  const set = (part: Partial<CompanyView>): void => setCompany({ ...company, ...part });
  const setDay = (index: number, spans: { from: number; to: number }[]): void => set({ workingHours: { days: company.workingHours.days.map((day, at) => (at === index ? spans : day)) } });
  const save = async (): Promise<void> => {
    const { name, language, currency, country, timeZone, workingHours, operatorsSeeOwnOnly, linkPreviews } = company;
    const holidays = company.holidays.filter((holiday) => holiday.date).sort((a, b) => a.date.localeCompare(b.date));
    const answer = await api.updateCompany({ name: name.trim(), language, currency, country, timeZone, workingHours, operatorsSeeOwnOnly, linkPreviews, holidays });
    setCompany(answer);
    client.setQueryData(['company'], answer);
    change((state) => ({ ...state, company: answer, me: state.me && { ...state.me, company: answer } }));
    toast(t('action.saved'));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(save);
  };
  return (
    <form className="settings-col" onSubmit={submit}>
      <Wrong text={wrong} />
      <div className="settings-block">
        <Field label={t('setup.company')}>{(id) => <input id={id} className="input" required value={company.name} onChange={(event) => set({ name: event.target.value })} />}</Field>
        <div className="two">
          <Field label={t('setup.language')}>{(id) => <select id={id} className="input" value={company.language} onChange={(event) => set({ language: event.target.value as Locale })}>{locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}</select>}</Field>
          <Field label={t('setup.country')} hint={t('company.countryHint')}>{(id) => <select id={id} className="input" value={company.country} onChange={(event) => set({ country: event.target.value })}>{countries().map((code) => <option key={code} value={code}>{countryName(code)}</option>)}</select>}</Field>
          <Field label={t('setup.currency')}>{(id) => <select id={id} className="input" value={company.currency} onChange={(event) => set({ currency: event.target.value })}>{currencies().map((code) => <option key={code} value={code}>{code}</option>)}</select>}</Field>
          <Field label={t('setup.timeZone')}>{(id) => <select id={id} className="input" value={company.timeZone} onChange={(event) => set({ timeZone: event.target.value })}>{[...new Set([company.timeZone, ...timeZones()])].map((zone) => <option key={zone} value={zone}>{zone.replaceAll('_', ' ')}</option>)}</select>}</Field>
        </div>
      </div>
      <div className="settings-block">
        <h3>{t('company.hours')}</h3>
        <p className="t2 small">{t('company.hoursHint')}</p>
        <div className="card">
          {company.workingHours.days.map((spans, index) => {
            const [span] = spans;
            return (
              <div key={index} className="setting-row hours">
                <Toggle on={span !== undefined} label={weekday(index)} onChange={(on) => setDay(index, on ? [{ from: 540, to: 1080 }] : [])} />
                <span className="grow" style={{ textTransform: 'capitalize' }}>{weekday(index)}</span>
                {span ? (
                  <>
                    <input type="time" className="input" style={{ width: 110 }} required aria-label={t('company.from')} value={toTime(span.from)} onChange={(event) => { if (event.target.value) setDay(index, [{ ...span, from: toMinutes(event.target.value) }, ...spans.slice(1)]); }} />
                    <span className="t3">–</span>
                    <input type="time" className="input" style={{ width: 110 }} required aria-label={t('company.to')} value={toTime(span.to % 1440)} onChange={(event) => { if (event.target.value) setDay(index, [{ ...span, to: toMinutes(event.target.value) || 1440 }, ...spans.slice(1)]); }} />
                  </>
                ) : <span className="t3">{t('company.closed')}</span>}
              </div>
            );
          })}
        </div>
      </div>
      <div className="settings-block">
        <h3>{t('company.holidays')}</h3>
        {company.holidays.map((holiday, index) => (
          <div key={index} className="flex">
            <input type="date" className="input" style={{ width: 160 }} required aria-label={t('company.date')} value={holiday.date} onChange={(event) => set({ holidays: company.holidays.map((each, at) => (at === index ? { ...each, date: event.target.value } : each)) })} />
            <input className="input" aria-label={t('company.holiday')} placeholder={t('company.holiday')} value={holiday.name} onChange={(event) => set({ holidays: company.holidays.map((each, at) => (at === index ? { ...each, name: event.target.value } : each)) })} />
            <IconButton icon={X} size={16} label={t('action.remove')} onClick={() => set({ holidays: company.holidays.filter((_, at) => at !== index) })} />
          </div>
        ))}
        <div><Button icon={Plus} onClick={() => set({ holidays: [...company.holidays, { date: '', name: '' }] })}>{t('company.addHoliday')}</Button></div>
      </div>
      <label className="check-row"><input type="checkbox" className="check" checked={company.operatorsSeeOwnOnly} onChange={(event) => set({ operatorsSeeOwnOnly: event.target.checked })} />{t('company.ownOnly')}</label>
      <Field label={t('company.linkPreviews')} hint={t('company.linkPreviewsHint')}>
        {(id) => (
          <select id={id} className="input" value={company.linkPreviews} onChange={(event) => set({ linkPreviews: event.target.value as CompanyView['linkPreviews'] })}>
            <option value="chats">{t('company.linkPreviews.chats')}</option>
            <option value="all">{t('company.linkPreviews.all')}</option>
            <option value="off">{t('company.linkPreviews.off')}</option>
          </select>
        )}
      </Field>
      <div className="save-bar"><Button type="submit" tone="primary" busy={busy}>{t('action.save')}</Button></div>
    </form>
  );
}
