import { t } from '../../i18n/index.ts';
import { useDraftPlace } from '../../store/drafts.ts';
import type { Composing } from './composing.ts';
import { segmentsOf } from './segments.ts';

/** How much is written of what fits: segments where the channel counts them, else characters near the end. */
export function Room({ composing: { conversation, mode, draft: { text }, way, uploads, armed } }: { composing: Composing }) {
  const place = useDraftPlace(conversation.id, mode);
  return <span className="state num" data-room>{armed && uploads.busy > 0 ? t('composer.sendsWhenUploaded') : words(text, way, place)}</span>;
}

function words(text: string, way: Composing['way'], place: ReturnType<typeof useDraftPlace>): string {
  const limit = way?.capabilities.maxTextLength ?? 0;
  if (way?.capabilities.segments === 'gsm' && text) {
    const { count, used, room } = segmentsOf(text);
    return t('limit.segments', { n: count, used, room });
  }
  if (limit > 0 && text.length > limit * 0.8) return `${text.length} / ${limit}`;
  return place === 'none' ? '' : t(place === 'here' ? 'composer.savedHere' : 'composer.saved');
}
