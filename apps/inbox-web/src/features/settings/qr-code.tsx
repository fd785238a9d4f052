import qrcode from 'qrcode-generator';
import { t } from '../../i18n/index.ts';

/** A link for the phone that lies beside. */
export function QrCode({ text }: { text: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row += 1) for (let column = 0; column < size; column += 1) if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
  return <div className="qr"><svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={t('wizard.qr', { link: text })}><path fill="#1a1a18" d={path} /></svg></div>;
}
