import { useState } from 'preact/hooks';
import type { ChatState, Profile } from './chat.ts';
import type { Session } from './protocol.ts';
import { WORDS, type Language } from './words.ts';

const FIELDS = ['name', 'phone', 'email'] as const;
const INPUTS = {
  name: { type: 'text', autocomplete: 'name' },
  phone: { type: 'tel', autocomplete: 'tel' },
  email: { type: 'email', autocomplete: 'email' },
} as const;

/** Asked once, before the first message, and never of who is known by signature or has already written. */
export const wantsIntroduction = (session: Session, state: ChatState): boolean =>
  !session.signedIn && state.profile === null && !state.thread.length && !state.outbox.length && FIELDS.some((field) => session.prechat[field] !== 'no');

export function Introduction({ session, language, done }: { session: Session; language: Language; done: (profile: Profile) => void }) {
  const words = WORDS[language];
  const [profile, setProfile] = useState<Profile>({});
  const [wrong, setWrong] = useState<string | null>(null);
  const asked = FIELDS.filter((field) => session.prechat[field] !== 'no');
  const fits = (field: (typeof FIELDS)[number]): boolean => {
    const value = profile[field]?.trim() ?? '';
    if (!value) return session.prechat[field] !== 'required';
    if (field === 'phone') return value.replace(/\D/g, '').length >= 5;
    return field !== 'email' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);
  };
  const skippable = asked.every((field) => session.prechat[field] === 'optional');

  return (
    <form
      class="intro"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const first = asked.find((field) => !fits(field));
        setWrong(first ?? null);
        if (first) event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
        else done(Object.fromEntries(Object.entries(profile).map(([field, value]) => [field, value.trim().slice(0, 200)])));
      }}
    >
      <p>{words.introduce}</p>
      {asked.map((field) => (
        <label key={field}>
          {words[field]}{session.prechat[field] === 'required' && ' *'}
          <input
            name={field}
            {...INPUTS[field]}
            value={profile[field] ?? ''}
            maxLength={200}
            required={session.prechat[field] === 'required'}
            aria-invalid={wrong === field}
            onInput={({ currentTarget }) => setProfile({ ...profile, [field]: currentTarget.value })}
          />
          {wrong === field && <span class="wrong" role="alert">{words.needed}</span>}
        </label>
      ))}
      <div class="row">
        {skippable && <button type="button" class="btn" onClick={() => done({})}>{words.skip}</button>}
        <button type="submit" class="btn primary">{words.begin}</button>
      </div>
    </form>
  );
}
