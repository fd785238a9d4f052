import { useRef } from 'react';
import { useLocation } from 'wouter';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import type { Whose } from '../../store/tasks.ts';
import { withKeys } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import { allTeams, colleagues, pathOf, written } from './whose.ts';

/** The usual lists at hand; every list, by person and team, one key away. */
export function WhoseChoice({ whose }: { whose: Whose }) {
  const [, go] = useLocation();
  const me = useDesk((state) => state.me);
  const users = useDesk((state) => state.users);
  const teams = useDesk((state) => state.teams);
  const select = useRef<HTMLSelectElement>(null);
  useKeys({ 'Shift+KeyF': () => select.current?.focus() });
  const now = written(whose, me?.id ?? null);
  const [myTeam] = allTeams({ teams }).filter(({ id }) => me?.teamIds.includes(id));
  const choose = (of: string): void => go(pathOf(of), { replace: true });
  const usual = [['mine', t('task.mine')], ...(myTeam ? [[`team ${myTeam.id}`, myTeam.name]] : []), ['everybody', t('task.everybody')]] as [string, string][];
  const people = colleagues({ me, users });
  return (
    <>
      <span className="seg whose-usual" role="tablist" aria-label={t('task.whose')}>
        {usual.map(([of, name]) => <button key={of} type="button" role="tab" aria-selected={of === now} onClick={() => choose(of)}><span className="cut">{name}</span></button>)}
      </span>
      <select ref={select} className="input whose-all" aria-label={t('task.whose')} title={withKeys(t('task.whose'), 'Shift F')} value={now} onChange={(event) => choose(event.target.value)}>
        <option value="mine">{t('task.mine')}</option>
        <option value="everybody">{t('task.everybody')}</option>
        {Object.keys(teams).length > 0 && <optgroup label={t('task.teams')}>{allTeams({ teams }).map(({ id, name }) => <option key={id} value={`team ${id}`}>{name}</option>)}</optgroup>}
        {people.length > 0 && <optgroup label={t('task.people')}>{people.map(({ id, name }) => <option key={id} value={`person ${id}`}>{name}</option>)}</optgroup>}
      </select>
    </>
  );
}
