import type { LucideIcon } from 'lucide-react';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import type { ReactElement, ReactNode } from 'react';
import { Keys } from './controls.tsx';

/** A menu behind a button. Choosing gives the focus back unless the choice takes it elsewhere. `onDigit`: 1 to 9 were pressed in it. `onClosed`: says itself where the focus goes then. */
export function Menu({ trigger, children, align = 'end', open, onOpenChange, onDigit, onClosed }: { trigger: ReactElement; children: ReactNode; align?: 'start' | 'end'; open?: boolean; onOpenChange?: (open: boolean) => void; onDigit?: (digit: number) => void; onClosed?: () => void }) {
  const giveBack = (event: Event): void => {
    // A busy window takes the menu away late: whoever writes elsewhere by then goes on writing.
    if (onClosed || document.activeElement !== document.body) event.preventDefault();
    onClosed?.();
  };
  return (
    <DropdownMenu.Root {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="pop menu" align={align} sideOffset={4} collisionPadding={8} onCloseAutoFocus={giveBack} {...(onDigit && { onKeyDown: (event) => { const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? []; if (digit) onDigit(Number(digit)); } })}>{children}</DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({ icon: Icon, lead, keys, end, red = false, checked, disabled = false, onSelect, children }: { icon?: LucideIcon; lead?: ReactNode; keys?: string; end?: ReactNode; red?: boolean; checked?: boolean; disabled?: boolean; onSelect: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item className={`menu-item ${red ? 'red' : ''}`} disabled={disabled} onSelect={onSelect} {...(checked !== undefined && { 'aria-checked': checked, role: 'menuitemradio' })}>
      {Icon ? <Icon size={16} aria-hidden="true" /> : lead}
      <span className="cut">{children}</span>
      {(keys || end || checked) && <span className="end">{end}{keys && <Keys keys={keys} />}{checked && '✓'}</span>}
    </DropdownMenu.Item>
  );
}
export const MenuLine = () => <DropdownMenu.Separator className="menu-line" />;
export const MenuLabel = ({ children }: { children: ReactNode }) => <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>;
