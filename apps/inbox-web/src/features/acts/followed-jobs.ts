import type { BulkJobView, Id } from '../../../../../libs/crm-core/src/views.ts';

/** Jobs that this window tells about, and until when after their end; null while they are not over. */
export const followedJobs = new Map<Id, number | null>();

export const isActive = (job: BulkJobView): boolean => job.status === 'running' || job.status === 'undoing';
