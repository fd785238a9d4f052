import { useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { Refused } from './api.ts';
import type { Chat } from './chat.ts';
import { ClipIcon, CrossIcon, FileIcon, SendIcon } from './icons.tsx';
import type { Session, UploadedFile } from './protocol.ts';
import { WORDS, type Language } from './words.ts';

interface Chip {
  key: number;
  name: string;
  file: File;
  uploaded: UploadedFile | null;
  error: string;
}

let chips = 0;

export function Composer({ chat, session, language, input }: { chat: Chat; session: Session | null; language: Language; input: RefObject<HTMLTextAreaElement | null> }) {
  const words = WORDS[language];
  const [text, setText] = useState('');
  const [files, setFiles] = useState<Chip[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  const limits = session?.files ?? null;
  const ready = (text.trim() !== '' || files.length > 0) && files.every((file) => file.uploaded);
  const patch = (key: number, change: Partial<Chip>): void => setFiles((all) => all.map((chip) => (chip.key === key ? { ...chip, ...change } : chip)));

  async function upload(chip: Chip): Promise<void> {
    patch(chip.key, { error: '' });
    try {
      patch(chip.key, { uploaded: await chat.upload(chip.file) });
    } catch (error) {
      patch(chip.key, { error: error instanceof Refused && error.status === 415 ? words.wrongType : words.notUploaded });
    }
  }
  function add(chosen: readonly File[]): void {
    if (!limits) return;
    const added = chosen.slice(0, limits.maxCount - files.length).map((file): Chip => ({ key: ++chips, name: file.name, file, uploaded: null, error: file.size > limits.maxBytes ? words.tooBig(limits.maxBytes / 1048576) : '' }));
    setFiles((all) => [...all, ...added]);
    for (const chip of added) if (!chip.error) void upload(chip);
  }
  function submit(): void {
    if (!ready) return;
    chat.write(text, files.map((chip) => chip.uploaded!));
    setText('');
    setFiles([]);
    input.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {files.map((chip) => (
        <div key={chip.key} class={`chip ${chip.error ? 'bad' : ''}`}>
          <FileIcon />
          <span class="grow">{chip.name}{chip.error && `: ${chip.error}`}</span>
          {!chip.uploaded && !chip.error && <i class="spin" />}
          {chip.error && chip.file.size <= (limits?.maxBytes ?? 0) && <button type="button" onClick={() => void upload(chip)}>{words.again}</button>}
          <button type="button" class="ib s" aria-label={`${words.remove}: ${chip.name}`} onClick={() => setFiles((all) => all.filter((other) => other !== chip))}><CrossIcon /></button>
        </div>
      ))}
      <div class="box">
        <textarea
          ref={input}
          rows={1}
          value={text}
          maxLength={10_000}
          aria-label={words.write}
          placeholder={words.write}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            if (currentTarget.value.trim()) chat.typing(currentTarget.value);
          }}
          onPaste={(event) => add([...(event.clipboardData?.files ?? [])])}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        {limits && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept={limits.types.join()}
              onChange={({ currentTarget }) => {
                add([...(currentTarget.files ?? [])]);
                currentTarget.value = '';
              }}
            />
            <button type="button" class="ib" aria-label={words.attach} onClick={() => picker.current?.click()}><ClipIcon /></button>
          </>
        )}
        <button type="submit" class="ib go" aria-label={words.send} aria-disabled={!ready}><SendIcon /></button>
      </div>
    </form>
  );
}
