import { Columns3, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PipelineTemplate, PipelineView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, t, type MessageId } from '../../i18n/index.ts';
import { loadPipelines } from '../../store/deals.ts';
import { change, useDesk } from '../../store/desk.ts';
import { Empty, Failed } from '../../ui/controls.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { complain } from '../thread/actions.ts';
import { PageFrame } from './page-frame.tsx';
import { PipelineDialog } from './pipeline-dialog.tsx';
import { ReasonsBlock } from './reasons-block.tsx';
import '../deals/deals.css';

const templates: Record<PipelineTemplate, MessageId> = { retail: 'pipeline.template.retail', services: 'pipeline.template.services', supply: 'pipeline.template.supply' };

/** The own answer stands until the event of it comes. */
const showPipeline = (pipeline: PipelineView): void =>
  change((state) => {
    const others = state.pipelines ?? [];
    return { ...state, pipelines: others.some(({ id }) => id === pipeline.id) ? others.map((each) => (each.id === pipeline.id ? pipeline : each)) : [...others, pipeline], board: state.board?.pipelineId === pipeline.id ? null : state.board };
  });

/** The boards, their stages and playbooks, and the reasons for which leads and deals end. */
export function PipelinesPage() {
  const pipelines = useDesk((state) => state.pipelines);
  const may = useDesk((state) => state.me?.permissions.includes('pipeline.manage') ?? false);
  const [editing, setEditing] = useState<PipelineView | 'new' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const load = (): void => {
    setFailure(null);
    loadPipelines().catch((error: unknown) => setFailure(describeError(error)));
  };
  useEffect(() => { if (!pipelines) load(); }, [pipelines]);
  const make = (template: PipelineTemplate): void => {
    api.pipelineFromTemplate(template, currentLocale()).then((made) => { showPipeline(made); setEditing(made); }, complain);
  };
  const actions = (
    <Menu trigger={<button type="button" className="btn primary"><Plus size={16} aria-hidden="true" />{t('pipeline.fromTemplate')}</button>}>
      {(Object.keys(templates) as PipelineTemplate[]).map((template) => <MenuItem key={template} onSelect={() => make(template)}>{t(templates[template])}</MenuItem>)}
      <MenuItem onSelect={() => setTimeout(() => setEditing('new'))}>{t('pipeline.new')}</MenuItem>
    </Menu>
  );
  return (
    <PageFrame title={t('pipeline.title')} actions={may && actions}>
      {failure && !pipelines && <Failed title={t('settings.failed')} text={failure} onRetry={load} />}
      {pipelines?.length === 0 && <Empty icon={Columns3} title={t('deal.noPipeline')} text={may ? t('deal.noPipelineText') : t('deal.askLeader')} />}
      {pipelines && pipelines.length > 0 && (
        <div className="card table-wrap">
          <table className="table">
            <thead><tr><th>{t('pipeline.name')}</th><th /></tr></thead>
            <tbody>
              {pipelines.map((pipeline) => (
                <tr key={pipeline.id}>
                  <td>{may ? <button type="button" className="link" onClick={() => setEditing(pipeline)}>{pipeline.name}</button> : pipeline.name}<p className="t3 small">{pipeline.stages.map(({ name }) => name).join(' → ')}</p></td>
                  <td className="right t2 num">{t('pipeline.stages', { n: pipeline.stages.length })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {may && <div className="settings-col"><ReasonsBlock kind="lead-junk" title={t('reason.junk')} /><ReasonsBlock kind="deal-lost" title={t('reason.lost')} /></div>}
      {editing && <PipelineDialog key={editing === 'new' ? 'new' : editing.id} pipeline={editing === 'new' ? null : editing} onSaved={showPipeline} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}
