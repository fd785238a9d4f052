import type { ReasonView } from '../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from './index.ts';

const known: Readonly<Record<string, MessageId>> = {
  spam: 'reason.code.spam', 'wrong-number': 'reason.code.wrongNumber', 'not-our-product': 'reason.code.notOurProduct', 'job-seeker': 'reason.code.jobSeeker', test: 'reason.code.test',
  'too-expensive': 'reason.code.tooExpensive', competitor: 'reason.code.competitor', 'no-answer': 'reason.code.noAnswer', later: 'reason.code.later', 'not-in-stock': 'reason.code.notInStock', 'changed-mind': 'reason.code.changedMind',
};

/** Those that came with the program in the reader's language, the company's own as they are written. */
export const reasonName = ({ code, name }: Pick<ReasonView, 'code' | 'name'>): string => {
  const id = code === null ? undefined : known[code];
  return id ? t(id) : name;
};
