import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/controls.tsx';

/** Something to be taken elsewhere. */
export function CopyLine({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  };
  return (
    <div className="copy">
      <code aria-label={label}>{text}</code>
      {navigator.clipboard && <Button icon={copied ? Check : Copy} onClick={copy}>{copied ? t('action.copied') : t('action.copy')}</Button>}
    </div>
  );
}
