import { MessageSquareText, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CannedReplyView, MeView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Button, Empty } from '../../ui/controls.tsx';
import { cannedChanged, fetchCanned, useCanned } from '../composer/canned/store.ts';
import { CannedDialog } from './canned-dialog.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';

/** Answers this person may use; those they may change open by a click. */
export function CannedPage() {
  const [editing, setEditing] = useState<CannedReplyView | 'new' | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const me = useDesk((state) => state.me);
  const replies = useCanned();
  const load = (): void => {
    setFailure(null);
    fetchCanned().catch(setFailure);
  };
  // What was fetched long ago is shown meanwhile.
  useEffect(load, []);
  const done = (): void => {
    setEditing(null);
    cannedChanged();
  };
  return (
    <PageFrame title={t('canned.title')} actions={<Button tone="primary" icon={Plus} onClick={() => setEditing('new')}>{t('canned.new')}</Button>}>
      <p className="t2 small settings-lead">{t('canned.lead')}</p>
      <Loaded query={{ data: failure && !replies?.length ? undefined : (replies ?? undefined), error: failure, refetch: load }}>
        {(shown) =>
          shown.length === 0 ? (
            <Empty icon={MessageSquareText} title={t('canned.empty')} text={t('canned.emptyText')} />
          ) : (
            <div className="card table-wrap">
              <table className="table">
                <thead><tr><th>{t('canned.name')}</th><th>{t('canned.code')}</th><th>{t('canned.audience')}</th><th className="wide-only">{t('canned.languages')}</th><th className="right wide-only">{t('canned.used')}</th></tr></thead>
                <tbody>
                  {shown.map((reply) => (
                    <tr key={reply.id}>
                      <td>{me && mayChange(me, reply) ? <button type="button" className="link" onClick={() => setEditing(reply)}>{reply.title}</button> : reply.title}</td>
                      <td className="t2">{reply.code && `/${reply.code}`}</td>
                      <td><Audience reply={reply} /></td>
                      <td className="t2 wide-only">{Object.keys(reply.texts).join(' ')}</td>
                      <td className="right num wide-only">{reply.usedCount}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {editing && me && <CannedDialog me={me} reply={editing === 'new' ? null : editing} onDone={done} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

function Audience({ reply }: { reply: CannedReplyView }) {
  const team = useDesk((state) => (reply.teamId ? state.teams[reply.teamId]?.name : undefined));
  return <span className="chip">{reply.audience === 'personal' ? t('canned.personal') : reply.audience === 'team' ? (team ?? t('canned.team')) : t('canned.shared')}</span>;
}

/** As the server decides it (crm-core canned/canned.ts). */
function mayChange(me: MeView, reply: CannedReplyView): boolean {
  if (reply.audience === 'personal') return true;
  if (me.permissions.includes('canned.manage')) return true;
  return me.permissions.includes('canned.share') && (reply.audience === 'shared' || (reply.teamId !== null && me.teamIds.includes(reply.teamId)));
}
