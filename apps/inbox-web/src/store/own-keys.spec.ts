import { isCharacterKey, meaningOf, nameOfWritten, ownKeyOf, shownKey, withKey, writtenOfName } from './own-keys.ts';

describe('keys as a person has them', () => {
  it('are named by their places and written as on the keyboard, there and back', () => {
    const pairs = { E: 'KeyE', 'Shift U': 'Shift+KeyU', 'G Q': 'KeyG KeyQ', "Mod '": 'Mod+Quote', 'Mod Shift L': 'Mod+Shift+KeyL', ']': 'BracketRight', '/': 'Slash', 'Mod .': 'Mod+Period', 'Shift Delete': 'Shift+Delete', End: 'End', '?': '?', 'Mod Shift 8': 'Mod+Shift+Digit8' };
    for (const [written, name] of Object.entries(pairs)) {
      expect(nameOfWritten(written)).toBe(name);
      expect(writtenOfName(name)).toBe(written);
    }
  });

  it('mean what was put there, and nothing where it was taken away', () => {
    const own = { KeyE: 'KeyQ', KeyH: '' };
    expect([meaningOf(own, 'KeyQ'), meaningOf(own, 'KeyE'), meaningOf(own, 'KeyH'), meaningOf(own, 'KeyJ')]).toEqual(['KeyE', null, null, 'KeyJ']);
  });

  it('belong to one action: whoever had the key has none, and going back leaves nothing written down', () => {
    const all = ['KeyE', 'KeyH', 'KeyJ'];
    const moved = withKey({}, 'KeyE', 'KeyH', all);
    expect(moved).toEqual({ KeyE: 'KeyH', KeyH: '' });
    expect(meaningOf(moved, 'KeyH')).toBe('KeyE');
    const back = withKey(withKey(moved, 'KeyE', 'KeyE', all), 'KeyH', 'KeyH', all);
    expect(back).toEqual({});
    // Somebody who was moved onto a key loses it to whoever takes it next.
    expect(withKey({ KeyE: 'KeyQ' }, 'KeyJ', 'KeyQ', all)).toEqual({ KeyE: '', KeyJ: 'KeyQ' });
    expect(withKey({ KeyE: 'KeyQ' }, 'KeyH', 'KeyE', all)).toEqual({ KeyE: 'KeyQ', KeyH: 'KeyE' });
    expect(ownKeyOf(withKey({}, 'KeyJ', '', all), 'KeyJ')).toBe('');
  });

  it('of one character can be told from the others', () => {
    expect(['KeyE', 'Shift+KeyU', 'KeyG KeyQ', 'Slash', '?', 'BracketRight'].every(isCharacterKey)).toBe(true);
    expect(['Mod+KeyK', 'End', 'Shift+Delete', 'Escape', 'Enter', 'F6', 'Mod+Quote'].some(isCharacterKey)).toBe(false);
  });

  it('are written as they are now, or not at all', () => {
    expect(shownKey('E', {}, true)).toBe('E');
    expect(shownKey('E', { KeyE: 'Shift+KeyQ' }, true)).toBe('Shift Q');
    expect(shownKey('E', { KeyE: '' }, true)).toBeNull();
    expect([shownKey('E', {}, false), shownKey('Mod K', {}, false), shownKey('Esc', {}, false)]).toEqual([null, 'Mod K', 'Esc']);
  });
});
