import { useEffect, useState } from 'preact/hooks';
import type { Chat } from './chat.ts';
import { ClockIcon, FileIcon, TickIcon, TicksIcon } from './icons.tsx';
import type { Message, Outgoing } from './protocol.ts';
import { timeOf, WORDS, type Language } from './words.ts';

interface Common {
  chat: Chat;
  language: Language;
}

export function OwnMessage({ message, read, chat, language }: Common & { message: Message; read: boolean }) {
  const words = WORDS[language];
  return (
    <div class="msg me">
      <Body message={message} chat={chat} language={language}>
        <span role="img" aria-label={read ? words.read : words.sent}>{read ? <TicksIcon /> : <TickIcon />}</span>
      </Body>
    </div>
  );
}

export function TheirMessage({ message, named, chat, language }: Common & { message: Message; named: string | null }) {
  return (
    <div class="msg">
      {named && <div class="by">{named}</div>}
      <Body message={message} chat={chat} language={language} />
    </div>
  );
}

/** Written here and not yet seen in the thread: a clock, a tick once the server has it, or what to do about it. */
export function WaitingMessage({ message, chat, language }: Common & { message: Outgoing }) {
  const words = WORDS[language];
  const refused = message.state === 'refused';
  return (
    <div class={`msg me ${refused ? 'fail' : ''}`}>
      <div class="bub">
        <Text text={message.text} />
        {message.files.map((file) => <span class="file" key={file.ticket}><FileIcon />{file.name}</span>)}
        <span class="meta">
          {timeOf(new Date(message.at), language)}
          {!refused && <span role="img" aria-label={message.state === 'accepted' ? words.sent : words.waiting}>{message.state === 'accepted' ? <TickIcon /> : <ClockIcon />}</span>}
        </span>
      </div>
      {refused && (
        <div class="why">
          {words.refused}
          <button type="button" onClick={() => chat.again(message.id)}>{words.again}</button>
          <button type="button" onClick={() => chat.discard(message.id)}>{words.discard}</button>
        </div>
      )}
    </div>
  );
}

function Body({ message, chat, language, children }: Common & { message: Message; children?: preact.ComponentChildren }) {
  const words = WORDS[language];
  return (
    <div class="bub">
      {message.deleted ? <em>{words.deleted}</em> : <Text text={message.text} />}
      {message.attachments.map((file) =>
        file.kind === 'image' && file.state === 'ready' ? <Picture key={file.id} file={file} chat={chat} /> : <FileLink key={file.id} file={file} chat={chat} label={words.download} />,
      )}
      <span class="meta">
        {message.editedAt && !message.deleted && words.edited} {timeOf(new Date(message.at), language)} {children}
      </span>
    </div>
  );
}

const ADDRESS = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

function Text({ text }: { text: string }) {
  return <>{text.split(ADDRESS).map((part, index) => (index % 2 ? <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a> : part))}</>;
}

type Attached = Message['attachments'][number];

/** Files need the visitor's token, which an <img> cannot carry, so the bytes are fetched. */
function Picture({ file, chat }: { file: Attached; chat: Chat }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let over = false;
    void chat.file(file.id).then((blob) => {
      if (!over) setUrl((made = URL.createObjectURL(blob)));
    }, () => undefined);
    return () => {
      over = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [chat, file.id]);
  const ratio = file.width && file.height ? `${file.width} / ${file.height}` : '4 / 3';
  return <a class="pic" href={url} download={file.name} style={{ aspectRatio: ratio }}>{url && <img src={url} alt={file.name} />}</a>;
}

function FileLink({ file, chat, label }: { file: Attached; chat: Chat; label: string }) {
  async function download(): Promise<void> {
    const url = URL.createObjectURL(await chat.file(file.id));
    const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
  return (
    <button type="button" class="file" disabled={file.state !== 'ready'} title={label} onClick={() => void download().catch(() => undefined)}>
      <FileIcon />
      {file.name}
    </button>
  );
}
