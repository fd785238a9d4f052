import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChannelKind } from '../../../../../../libs/crm-core/src/views.ts';
import type { ChannelHealth } from '../../../api/routes.ts';
import { t } from '../../../i18n/index.ts';
import { inOwnWords, stepName } from '../../../i18n/said.ts';
import { Button, IconButton } from '../../../ui/controls.tsx';
import { ChannelGlyph } from '../../../ui/glyphs.tsx';

/** The pane in which a channel is connected: steps from top to bottom, the way on at the bottom. */
export function Wizard({ title, channel, hint, onClose, foot, children }: { title: string; channel: ChannelKind; hint?: string; onClose: () => void; foot?: ReactNode; children: ReactNode }) {
  return (
    <aside className="wizard" aria-label={title}>
      <header>
        <ChannelGlyph channel={channel} size={16} />
        <h2 className="pane-title grow cut">{title}</h2>
        {hint && <span className="t3 num small">{hint}</span>}
        <IconButton icon={X} size={16} label={t('action.close')} onClick={onClose} />
      </header>
      <div className="wizard-body scrolls">{children}</div>
      {foot && <footer>{foot}</footer>}
    </aside>
  );
}

export function Step({ n, now, title, text, children }: { n: number; now: number; title: string; text?: string; children?: ReactNode }) {
  const done = n < now;
  return (
    <div className="step" {...(n === now && { 'aria-current': 'step' as const })}>
      <span className={`step-n ${done ? 'done' : n === now ? 'now' : ''}`}>{done ? <Check size={12} aria-hidden="true" /> : n}</span>
      <div>
        <div className="step-t">{title}</div>
        {text && <div className="step-d">{text}</div>}
        {n === now && children && <div className="step-b">{children}</div>}
      </div>
    </div>
  );
}

/** What was tried, one line each, and in words what did not work. */
export function Checks({ health, busy }: { health: ChannelHealth | null; busy: boolean }) {
  if (!health && !busy) return null;
  return (
    <div className="checks" role="status">
      {health?.steps.map((step) => (
        <div key={step.name}>
          <span className={step.ok ? 'ok' : 'bad'}>{step.ok ? <Check size={16} aria-label={t('check.ok')} /> : <X size={16} aria-label={t('check.bad')} />}</span>
          <span>{stepName(step.name)}</span>
          <span className="ms">{step.milliseconds !== undefined && t('check.seconds', { n: Math.round(step.milliseconds / 100) / 10 })}</span>
          {!step.ok && step.detail && <span className="why">{inOwnWords(step.detail)}</span>}
        </div>
      ))}
      {busy && <div><span className="spin" /><span>{t('check.running')}</span><span /></div>}
    </div>
  );
}

export function WizardFoot({ onBack, onNext, next, busy = false, disabled = false, wrong }: { onBack?: (() => void) | undefined; onNext: () => void; next: string; busy?: boolean; disabled?: boolean; wrong?: string | null }) {
  return (
    <>
      {onBack && <Button tone="ghost" onClick={onBack}>{t('action.back')}</Button>}
      <span className="grow small" style={{ color: 'var(--red-text)' }}>{wrong}</span>
      <Button tone="primary" busy={busy} disabled={disabled} onClick={onNext}>{next}</Button>
    </>
  );
}
