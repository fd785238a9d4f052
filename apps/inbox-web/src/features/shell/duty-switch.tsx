import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { saveMe } from '../../store/save-me.ts';
import { Tip } from '../../ui/controls.tsx';

/** On duty or not: only who is on duty is given conversations and is rung for. */
export function DutySwitch() {
  const onDuty = useDesk((state) => state.me?.onDuty ?? false);
  return (
    <Tip text={onDuty ? t('duty.onMeans') : t('duty.offMeans')} keys="Shift D" side="right">
      <button type="button" role="switch" aria-checked={onDuty} aria-label={t('duty.label')} className="rail-duty" onClick={() => void saveMe({ onDuty: !onDuty })}>
        <i aria-hidden="true" />
      </button>
    </Tip>
  );
}
