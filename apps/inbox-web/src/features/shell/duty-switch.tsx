import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { saveMe } from '../../store/save-me.ts';
import { tip } from '../../ui/tip.ts';

/** On duty or not: only who is on duty is given conversations and is rung for. */
export function DutySwitch() {
  const onDuty = useDesk((state) => state.me?.onDuty ?? false);
  return (
    <button type="button" role="switch" aria-checked={onDuty} aria-label={t('duty.label')} className="rail-duty" {...tip(t(onDuty ? 'duty.onMeans' : 'duty.offMeans'), 'Shift D', 'right')} onClick={() => void saveMe({ onDuty: !onDuty })}>
      <i aria-hidden="true" />
    </button>
  );
}
