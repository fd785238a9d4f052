import { AtSign, MessageSquareText, Mic, Paperclip, Smile } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import type { Composing } from './composing.ts';
import { Room } from './room.tsx';
import { SendMenu } from './send-menu.tsx';
import { canRecord } from './voice/record.ts';
import { part } from '../../ui/part.ts';

const EmojiPanel = part(async () => (await import('./suggest/emoji-panel.tsx')).EmojiPanel);
const VoiceBar = part(async () => (await import('./voice/voice-bar.tsx')).VoiceBar);

/** Under the words: what can be added, how much room is left, and sending. */
export function ToolsRow({ composing, emoji, onEmoji }: { composing: Composing; /** Their panel is open. */ emoji: boolean; onEmoji: (open: boolean) => void }) {
  const { mode, way, uploads, field } = composing;
  const picker = useRef<HTMLInputElement>(null);
  const [speaking, setSpeaking] = useState(false);
  const attachable = mode === 'note' || way === null || way.capabilities.attachments !== null;
  const attach = (): void => picker.current?.click();
  const speak = (): void => { if (attachable && canRecord()) setSpeaking(true); };
  useKeys({ 'Mod+Shift+KeyA': () => { if (attachable) attach(); }, 'Shift+KeyV': speak });
  /** The sign opens the list, as if it had been typed. */
  const type = (sign: string): void => {
    const before = field.current?.beforeCaret() ?? '';
    field.current?.replaceBefore(0, before === '' || /\s$/.test(before) ? sign : ` ${sign}`);
  };
  if (speaking) return <Suspense fallback={<div className="composer-bar" />}><VoiceBar composing={composing} onEnd={() => setSpeaking(false)} /></Suspense>;
  return (
    <div className="composer-bar">
      <input ref={picker} type="file" multiple hidden onChange={(event) => { uploads.add([...(event.target.files ?? [])]); event.target.value = ''; }} />
      <IconButton icon={Paperclip} label={attachable ? t('composer.attach') : t('composer.noFiles')} keys="Mod Shift A" disabled={!attachable} side="top" onClick={attach} />
      <IconButton icon={MessageSquareText} label={t('canned.title')} keys="/ …" side="top" onClick={() => type('/')} />
      {mode === 'note' && <IconButton icon={AtSign} label={t('mention.title')} keys="@" side="top" onClick={() => type('@')} />}
      <IconButton icon={Smile} label={t('emoji.title')} keys=":" side="top" aria-expanded={emoji} onClick={() => onEmoji(!emoji)} />
      {canRecord() && <IconButton icon={Mic} label={attachable ? t('voice.record') : t('composer.noFiles')} keys="Shift V" disabled={!attachable} side="top" onClick={speak} />}
      <span className="grow" />
      <Room composing={composing} />
      <SendMenu composing={composing} />
      {emoji && <Suspense fallback={null}><EmojiPanel composing={composing} onClose={() => onEmoji(false)} /></Suspense>}
    </div>
  );
}
