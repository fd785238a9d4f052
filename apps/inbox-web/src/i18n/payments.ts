import type { PaymentMethod } from '../../../../libs/crm-core/src/views.ts';
import { t } from './index.ts';

export const paymentMethods: readonly PaymentMethod[] = ['transfer', 'card', 'cash', 'other'];
export function paymentMethodName(method: PaymentMethod): string {
  switch (method) {
    case 'transfer':
      return t('payment.method.transfer');
    case 'card':
      return t('payment.method.card');
    case 'cash':
      return t('payment.method.cash');
    case 'other':
      return t('payment.method.other');
  }
}
