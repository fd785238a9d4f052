import type { ReactNode } from 'react';
import { currentLocale, localeNames, locales, switchLocale, t } from '../../i18n/index.ts';
import { Logo } from '../../ui/glyphs.tsx';
import './auth.css';

/** The frame of every page that is seen before somebody is signed in. */
export function Door({ title, lead, wide = false, children }: { title: string; lead?: string; wide?: boolean; children: ReactNode }) {
  return (
    <main className="doors">
      <div className={`door ${wide ? 'wide' : ''}`}>
        <div className="door-brand"><Logo /><span>Okno</span></div>
        <div>
          <h1>{title}</h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {children}
        <div className="door-langs" role="group" aria-label={t('profile.language')}>
          {locales.map((locale) => (
            <button key={locale} type="button" lang={locale} aria-pressed={locale === currentLocale()} onClick={() => void switchLocale(locale)}>{localeNames[locale]}</button>
          ))}
        </div>
      </div>
    </main>
  );
}
