import { Eye } from 'lucide-react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Button } from '../../ui/controls.tsx';
import { attachmentWord } from '../list/preview.tsx';

/** The server refused: somebody wrote meanwhile. The text is kept; the author decides with the news in view. */
export function Collision({ news, onForce, onDismiss }: { news: readonly MessageView[]; onForce: () => void; onDismiss: () => void }) {
  const last = news.at(-1);
  const author = useDesk((state) => (last?.authorId ? state.users[last.authorId]?.name : undefined));
  const words = last?.text || (last?.attachments[0] ? attachmentWord(last.attachments[0].kind) : '');
  return (
    <div className="banner accent collision" role="alert">
      <div className="flex" style={{ alignItems: 'flex-start' }}>
        <Eye size={16} aria-hidden="true" />
        <div className="grow">
          <b>{last?.direction === 'outbound' ? t('collision.answered', { name: author ?? t('event.somebody') }) : t('collision.wrote')}</b>
          <p className="news">{words ? t('collision.words', { text: words.slice(0, 160), time: last ? clockTime(last.occurredAt) : '' }) : t('collision.kept')}</p>
        </div>
      </div>
      <div className="flex" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={onDismiss}>{t('collision.edit')}</Button>
        <Button tone="primary" onClick={onForce}>{t('collision.force')}</Button>
      </div>
    </div>
  );
}
