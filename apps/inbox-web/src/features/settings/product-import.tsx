import { useQueryClient } from '@tanstack/react-query';
import { FileUp, TriangleAlert } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { ProductField, ProductImportView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money } from '../../i18n/format.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';

/** So many bad lines are drawn; all of them are counted. */
const shown = 200;

/** A file of goods: first what it would change and every line that cannot be read, then, on a button, the change. */
export function ProductImport({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<ProductImportView | null>(null);
  const { busy, wrong, ask } = useAsking();
  const look = (given: File | undefined): void => {
    if (!given) return;
    setFile(given);
    setPreview(null);
    void ask(async () => setPreview(await api.importProducts(given, false)));
  };
  const write = (given: File): Promise<void> => ask(async () => {
    const done = await api.importProducts(given, true);
    toast(t('import.done', { n: done.toAdd + done.toChange }));
    await client.invalidateQueries({ queryKey: ['products'] });
    onClose();
  });
  const count = preview ? preview.toAdd + preview.toChange : 0;
  return (
    <Dialog
      title={t('import.title')}
      wide
      onClose={onClose}
      foot={<>
        {preview && <Button icon={FileUp} onClick={() => picker.current?.click()}>{t('import.another')}</Button>}
        <span className="grow" />
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        {preview && file && <Button tone="primary" busy={busy} disabled={count === 0} onClick={() => void write(file)}>{t('import.write', { n: count })}</Button>}
      </>}
    >
      <div className="settings-block" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); look(event.dataTransfer.files[0]); }}>
        <Wrong text={wrong} />
        <input ref={picker} type="file" hidden accept=".csv,.txt,.tsv,text/csv" onChange={(event) => { look(event.target.files?.[0]); event.target.value = ''; }} />
        {preview ? <Preview preview={preview} name={file?.name ?? ''} /> : (
          <div className="import-drop">
            <p>{t('import.hint')}</p>
            <p className="t2 small">{t('import.columnsHint')}</p>
            <Button tone="primary" icon={FileUp} busy={busy} onClick={() => picker.current?.click()}>{t('import.pick')}</Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Preview({ preview, name }: { preview: ProductImportView; name: string }) {
  const ignored = preview.columns.filter(({ field, heading }) => field === null && heading);
  return (
    <>
      <p className="t2 small">{[name, encodings[preview.encoding], separatorName(preview.separator)].join(', ')}</p>
      <div className="import-counts">
        <Count n={preview.toAdd}>{t('import.toAdd')}</Count>
        <Count n={preview.toChange}>{t('import.toChange')}</Count>
        <Count n={preview.unchanged}>{t('import.unchanged')}</Count>
        <Count n={preview.problems.length} bad={preview.problems.length > 0}>{t('import.bad')}</Count>
      </div>
      <div className="import-columns">
        {preview.columns.flatMap(({ heading, field }, at) => (field ? [<span key={at} className="chip">{`${heading} → ${fieldName(field)}`}</span>] : []))}
        {ignored.length > 0 && <span className="t3 small">{t('import.ignored', { names: ignored.map(({ heading }) => heading).join(', ') })}</span>}
      </div>
      {preview.problems.length > 0 && (
        <div className="import-bad" role="group" aria-label={t('import.bad')}>
          <p className="strong small"><TriangleAlert size={14} aria-hidden="true" />{t('import.badTitle', { n: preview.problems.length })}</p>
          <ul className="scrolls" tabIndex={0}>
            {preview.problems.slice(0, shown).map((problem, at) => <li key={at}><span className="num">{t('import.line', { n: problem.line })}</span><span>{reasonOf(problem.reason)}</span><span className="t2 cut" title={problem.value}>{problem.value}</span></li>)}
            {preview.problems.length > shown && <li className="t2">{t('import.moreBad', { n: preview.problems.length - shown })}</li>}
          </ul>
        </div>
      )}
      {preview.sample.length > 0 && (
        <div className="card table-wrap" tabIndex={0}>
          <table className="table products">
            <thead><tr><th>{t('product.name')}</th><th className="wide-only">{t('product.sku')}</th><th className="right">{t('product.stock')}</th><th className="right">{t('product.price')}</th><th /></tr></thead>
            <tbody>
              {preview.sample.slice(0, 8).map((row) => (
                <tr key={row.line}>
                  <td className="wide">{row.name}</td>
                  <td className="t2 num wide-only">{row.sku}</td>
                  <td className="right num">{row.stock === null ? <span className="t3">—</span> : `${row.stock.toLocaleString(currentLocale())}\u00a0${row.unit}`}</td>
                  <td className="right num">{money(row.priceMinor, row.currency)}</td>
                  <td className="right"><span className={`chip ${row.change === 'add' ? 'green' : ''}`}>{changeName(row.change)}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

const Count = ({ n, bad = false, children }: { n: number; bad?: boolean; children: ReactNode }) => <div className={bad ? 'bad' : undefined}><b className="num">{n.toLocaleString(currentLocale())}</b><span>{children}</span></div>;

const encodings = { 'utf-8': 'UTF-8', 'windows-1251': 'Windows-1251', 'utf-16': 'UTF-16' } as const;
const separatorName = (separator: ProductImportView['separator']): string => (separator === ';' ? t('import.semicolon') : separator === ',' ? t('import.comma') : t('import.tab'));
const changeName = (change: 'add' | 'change' | 'same'): string => (change === 'add' ? t('import.add') : change === 'change' ? t('import.change') : t('import.same'));

function fieldName(field: ProductField): string {
  switch (field) {
    case 'sku': return t('product.sku');
    case 'name': return t('product.name');
    case 'unit': return t('product.unit');
    case 'price': return t('product.price');
    case 'currency': return t('setup.currency');
    case 'stock': return t('product.stock');
  }
}

function reasonOf(reason: ProductImportView['problems'][number]['reason']): string {
  switch (reason) {
    case 'too-many-cells': return t('import.reason.cells');
    case 'no-sku': return t('import.reason.noSku');
    case 'sku-twice': return t('import.reason.skuTwice');
    case 'too-long': return t('import.reason.tooLong');
    case 'no-name': return t('import.reason.noName');
    case 'no-price': return t('import.reason.noPrice');
    case 'bad-price': return t('import.reason.badPrice');
    case 'bad-currency': return t('import.reason.badCurrency');
    case 'bad-stock': return t('import.reason.badStock');
  }
}
