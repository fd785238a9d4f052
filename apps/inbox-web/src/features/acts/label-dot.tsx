import type { LabelColour, Priority } from '../../../../../libs/crm-core/src/views.ts';
import type { MessageId } from '../../i18n/index.ts';
import './acts.css';

export const LabelDot = ({ colour }: { colour: LabelColour }) => <i className={`label-dot label-${colour}`} aria-hidden="true" />;

export const priorityNames: Record<Priority, MessageId> = { none: 'priority.none', low: 'priority.low', normal: 'priority.normal', high: 'priority.high', urgent: 'priority.urgent' };
