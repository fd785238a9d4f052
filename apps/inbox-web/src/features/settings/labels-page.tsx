import { Plus, Tag, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { LabelColour, LabelView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldNewest } from '../../store/fold.ts';
import { Button, Empty, Field } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { LabelDot } from '../acts/label-dot.tsx';
import { PageFrame } from './page-frame.tsx';

const colours: Record<LabelColour, MessageId> = {
  grey: 'label.colour.grey', red: 'label.colour.red', amber: 'label.colour.amber', green: 'label.colour.green', teal: 'label.colour.teal', violet: 'label.colour.violet', pink: 'label.colour.pink', brown: 'label.colour.brown',
};

/** The words by which the company sorts its conversations; they come and change by events, as everywhere. */
export function LabelsPage() {
  const [editing, setEditing] = useState<LabelView | 'new' | null>(null);
  const labels = useDeskShallow((state) => Object.values(state.labels).sort((a, b) => a.name.localeCompare(b.name)));
  const may = useDesk((state) => state.me?.permissions.includes('label.manage') ?? false);
  return (
    <PageFrame title={t('settings.labels')} actions={may && <Button tone="primary" icon={Plus} onClick={() => setEditing('new')}>{t('label.new')}</Button>}>
      {labels.length === 0 ? (
        <Empty icon={Tag} title={t('label.empty')} text={t('label.emptyText')} />
      ) : (
        <div className="card table-wrap">
          <table className="table">
            <thead><tr><th>{t('label.name')}</th><th>{t('label.colour')}</th></tr></thead>
            <tbody>
              {labels.map((label) => (
                <tr key={label.id}>
                  <td><span className="flex" style={{ gap: 8 }}><LabelDot colour={label.colour} />{may ? <button type="button" className="link" onClick={() => setEditing(label)}>{label.name}</button> : label.name}</span></td>
                  <td className="t2">{t(colours[label.colour])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && <LabelDialog label={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

function LabelDialog({ label, onClose }: { label: LabelView | null; onClose: () => void }) {
  const [name, setName] = useState(label?.name ?? '');
  const [colour, setColour] = useState<LabelColour>(label?.colour ?? 'grey');
  const { busy, wrong, ask } = useAsking();
  const during = (work: () => Promise<void>): Promise<void> => ask(async () => {
    await work();
    onClose();
  });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void during(async () => {
      const saved = await api.saveLabel({ ...(label && { id: label.id }), name: name.trim(), colour });
      change((state) => foldNewest(state, 'labels', saved));
    });
  };
  return (
    <Dialog title={label ? label.name : t('label.new')} onClose={onClose}>
      <form id="label-form" className="form" onSubmit={save}>
        <Field label={t('label.name')} wrong={wrong}>{(id) => <input id={id} className="input" required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <div className="field">
          <span className="label">{t('label.colour')}</span>
          <div className="label-colours" role="radiogroup" aria-label={t('label.colour')}>
            {(Object.keys(colours) as LabelColour[]).map((each) => (
              <label key={each} className={`label-colour ${each === colour ? 'chosen' : ''}`}><input type="radio" name="colour" className="hidden-text" checked={each === colour} onChange={() => setColour(each)} /><LabelDot colour={each} />{t(colours[each])}</label>
            ))}
          </div>
        </div>
        {label && <p className="t3 small">{t('label.removeText')}</p>}
        <div className="filter-foot">
          {label ? <Button tone="ghost" icon={Trash2} disabled={busy} onClick={() => void during(() => api.removeLabel(label.id))}>{t('label.remove')}</Button> : <span />}
          <Button tone="primary" type="submit" busy={busy} disabled={!name.trim()}>{t('action.save')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
