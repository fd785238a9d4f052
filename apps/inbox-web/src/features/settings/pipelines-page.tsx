import { ArrowDown, ArrowUp, Columns3, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Id, PipelineTemplate, PipelineView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { currentLocale, t, type MessageId } from '../../i18n/index.ts';
import { inOrder } from '../../store/board.ts';
import { loadPipelines } from '../../store/deals.ts';
import { change, useDesk } from '../../store/desk.ts';
import { Empty, Failed, IconButton } from '../../ui/controls.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { complain } from '../thread/actions.ts';
import { PageFrame } from './page-frame.tsx';
import { PipelineDialog } from './pipeline-dialog.tsx';
import { ReasonsBlock } from './reasons-block.tsx';
import '../deals/deals.css';

/** What a dragged row carries. */
const PIPELINE_TYPE = 'application/x-okno-pipeline';
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
  const [over, setOver] = useState<Id | null>(null);
  const movable = may && (pipelines?.length ?? 0) > 1;
  const load = (): void => {
    setFailure(null);
    loadPipelines().catch((error: unknown) => setFailure(describeError(error)));
  };
  useEffect(() => { if (!pipelines) load(); }, [pipelines]);
  const make = (template: PipelineTemplate): void => {
    api.pipelineFromTemplate(template, currentLocale()).then((made) => { showPipeline(made); setEditing(made); }, complain);
  };
  const place = (id: Id, at: number): void => {
    const ids = (pipelines ?? []).map((pipeline) => pipeline.id);
    const from = ids.indexOf(id);
    if (from < 0 || from === at) return;
    ids.splice(from, 1);
    ids.splice(at, 0, id);
    // At once; the event of it says the same.
    change((state) => ({ ...state, pipelines: state.pipelines && inOrder(state.pipelines, ids) }));
    api.orderPipelines(ids).catch((error: unknown) => {
      complain(error);
      change((state) => ({ ...state, pipelines: state.pipelines && pipelines && inOrder(state.pipelines, pipelines.map((each) => each.id)) }));
    });
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
            <thead><tr><th>{t('pipeline.name')}</th><th />{movable && <th className="right">{t('pipeline.order')}</th>}</tr></thead>
            <tbody>
              {pipelines.map((pipeline, index) => (
                <tr
                  key={pipeline.id} data-pipeline={pipeline.id} className={over === pipeline.id ? 'drop-here' : ''} draggable={movable}
                  onDragStart={(event) => { event.dataTransfer.setData(PIPELINE_TYPE, pipeline.id); event.dataTransfer.effectAllowed = 'move'; }}
                  onDragOver={(event) => { if (event.dataTransfer.types.includes(PIPELINE_TYPE)) { event.preventDefault(); setOver(pipeline.id); } }}
                  onDragLeave={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null); }}
                  onDrop={(event) => {
                    event.preventDefault();
                    setOver(null);
                    place(event.dataTransfer.getData(PIPELINE_TYPE), index);
                  }}
                >
                  <td>{may ? <button type="button" className="link" onClick={() => setEditing(pipeline)}>{pipeline.name}</button> : pipeline.name}<p className="t3 small">{pipeline.stages.map(({ name }) => name).join(' → ')}</p></td>
                  <td className="right t2 num pipeline-order">{t('pipeline.stages', { n: pipeline.stages.length })}</td>
                  {movable && (
                    <td className="right pipeline-order">
                      <IconButton icon={ArrowUp} size={16} label={t('pipeline.up', { name: pipeline.name })} disabled={index === 0} onClick={() => place(pipeline.id, index - 1)} />
                      <IconButton icon={ArrowDown} size={16} label={t('pipeline.down', { name: pipeline.name })} disabled={index === pipelines.length - 1} onClick={() => place(pipeline.id, index + 1)} />
                    </td>
                  )}
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
