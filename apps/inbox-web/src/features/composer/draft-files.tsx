import { FileText, RotateCw, X } from 'lucide-react';
import { bytes } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/controls.tsx';
import { VoicePlayer } from '../thread/voice-player.tsx';
import type { Composing } from './composing.ts';

/** What goes with the words: files that are there, files on their way, files that did not get through. */
export function DraftFiles({ composing: { draft: { files }, uploads: { pending, retry, drop }, change } }: { composing: Composing }) {
  return (
    <ul className="composer-files" aria-label={t('composer.files')}>
      {files.map((file) => (
        <li key={file.id} className="att">
          {file.kind === 'voice' ? <VoicePlayer url={file.url} seconds={file.durationSeconds} name={t('attachment.voice')} /> : (
            <>
              {file.kind === 'image' ? <img src={file.url} alt="" width={28} height={28} /> : <FileText size={14} aria-hidden="true" />}
              <span className="cut">{file.name}</span>
              {file.size !== null && <span className="size num">{bytes(file.size)}</span>}
            </>
          )}
          <IconButton icon={X} size={12} label={t('composer.removeFile', { name: file.name })} onClick={() => change({ files: files.filter((each) => each.id !== file.id) })} />
        </li>
      ))}
      {pending.map((entry) => (
        <li key={entry.id} className={`att ${entry.failure ? 'failed' : ''}`} {...(entry.failure && { role: 'alert' })}>
          {entry.failure ? <FileText size={14} aria-hidden="true" /> : <span className="spin" aria-hidden="true" />}
          <span className="cut">{entry.failure ? t('composer.uploadFailed', { name: entry.name, reason: entry.failure }) : entry.name}</span>
          {!entry.failure && <span className="size num">{entry.progress === null ? '' : t('composer.uploadPart', { part: Math.round(entry.progress * 100) })}</span>}
          {entry.failure && <IconButton icon={RotateCw} size={12} label={t('composer.uploadAgain', { name: entry.name })} onClick={() => retry(entry.id)} />}
          <IconButton icon={X} size={12} label={t('composer.removeFile', { name: entry.name })} onClick={() => drop(entry.id)} />
          {!entry.failure && entry.progress !== null && <i className="upload-bar" style={{ width: `${entry.progress * 100}%` }} aria-hidden="true" />}
        </li>
      ))}
    </ul>
  );
}
