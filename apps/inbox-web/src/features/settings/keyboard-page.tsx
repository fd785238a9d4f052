import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { MeView } from '../../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { isCharacterKey, nameOfWritten, ownKeyOf, withKey, writtenOfName, type OwnKeys } from '../../store/own-keys.ts';
import { saveMe } from '../../store/save-me.ts';
import { Button, IconButton, Keys, Toggle } from '../../ui/controls.tsx';
import { mayStand, movableKeys } from '../shell/key-list.ts';
import { KeyCatcher } from './key-catcher.tsx';
import { PageFrame } from './page-frame.tsx';

type Trouble = { readonly at: string; readonly key: string; readonly kind: 'taken'; readonly by: MessageId } | { readonly at: string; readonly key: string; readonly kind: 'reserved' };

/** Where each action stands on this person's keyboard. A key that is taken is only taken over when they say so. */
export function KeyboardPage() {
  const me = useDesk((state) => state.me);
  return <PageFrame title={t('keys.title')}>{me && <Keyboard me={me} />}</PageFrame>;
}

function Keyboard({ me }: { me: MeView }) {
  const { keys: own, letterKeys } = me.preferences;
  const [catching, setCatching] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const lines = movableKeys().filter(([written], index, all) => all.findIndex(([other]) => other === written) === index);
  const names = lines.map(([written]) => nameOfWritten(written));
  const save = (keys: OwnKeys): void => {
    setCatching(null);
    setTrouble(null);
    void saveMe({ preferences: { keys: { ...keys } } });
  };
  const put = (usual: string, key: string): void => {
    const taker = key === '' ? -1 : names.findIndex((other) => other !== usual && ownKeyOf(own, other) === key);
    if (taker >= 0) setTrouble({ at: usual, key, kind: 'taken', by: (lines[taker] as (typeof lines)[number])[1] });
    else if (key !== '' && key !== usual && !mayStand(key)) setTrouble({ at: usual, key, kind: 'reserved' });
    else return save(withKey(own, usual, key, names));
    setCatching(null);
  };
  return (
    <div className="settings-col">
      <p className="t2">{t('keys.pageLead')}</p>
      <div className="card">
        <div className="setting-row">
          <span className="grow">{t('profile.letterKeys')}<span className="t3 small" style={{ display: 'block' }}>{t('keys.lettersHint')}</span></span>
          <Toggle on={letterKeys} label={t('profile.letterKeys')} onChange={(on) => void saveMe({ preferences: { letterKeys: on } })} />
        </div>
      </div>
      <ul className="card key-rows">
        {lines.map(([written, does]) => {
          const usual = nameOfWritten(written);
          const key = ownKeyOf(own, usual);
          const moved = usual in own;
          return (
            <li key={usual} data-key={usual}>
              <div className="setting-row">
                <span className="grow">{t(does)}{moved && <span className="t3 small" style={{ display: 'block' }}>{t('keys.usually')} <Written name={usual} /></span>}</span>
                {catching === usual ? (
                  <KeyCatcher label={t('keys.press', { action: t(does) })} onKey={(name) => put(usual, name)} onStop={() => setCatching(null)} />
                ) : (
                  <button type="button" className={`key-now ${key !== '' && isCharacterKey(key) && !letterKeys ? 'asleep' : ''}`} onClick={() => { setTrouble(null); setCatching(usual); }}>
                    <span className="hidden-text">{t(does)}: </span>
                    {key === '' ? <span className="t3">{t('keys.none')}</span> : <Written name={key} />}
                    <span className="hidden-text">. {t('action.change')}</span>
                  </button>
                )}
                <span className="key-back">{moved && <IconButton icon={RotateCcw} size={16} label={t('keys.resetOne', { action: t(does) })} onClick={() => put(usual, usual)} />}</span>
              </div>
              {trouble?.at === usual && (
                <div className="banner amber key-trouble" role="alert">
                  <span className="grow"><Written name={trouble.key} /> {trouble.kind === 'taken' ? t('keys.taken', { action: t(trouble.by) }) : t('keys.reserved')}</span>
                  {trouble.kind === 'taken' && <Button size="s" onClick={() => save(withKey(own, usual, trouble.key, names))}>{t('keys.takeOver')}</Button>}
                  <Button size="s" tone="ghost" onClick={() => setTrouble(null)}>{t('action.cancel')}</Button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      <div><Button disabled={Object.keys(own).length === 0} icon={RotateCcw} onClick={() => save({})}>{t('keys.resetAll')}</Button></div>
    </div>
  );
}

/** As it stands on the keyboard, whoever's it is. */
function Written({ name }: { name: string }) {
  return <Keys asIs keys={writtenOfName(name)} />;
}
