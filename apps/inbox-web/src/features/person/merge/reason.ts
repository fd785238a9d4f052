import { t } from '../../../i18n/index.ts';

/** Why two may be one, in words: where somebody stated an address that is somebody else's. */
export function reasonOf(reason: string, value: string): string {
  switch (reason) {
    case 'prechat-form':
      return t('duplicate.form', { value });
    case 'order-form':
      return t('duplicate.orderForm', { value });
    case 'typed':
      return t('duplicate.typed', { value });
    case 'telegram-contact':
      return t('duplicate.shared', { value });
    case 'signed-identity':
      return t('duplicate.signed', { value });
    default:
      return t('duplicate.stated', { value });
  }
}
