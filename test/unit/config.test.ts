// Settings: defaults, doors, and one clear line for a wrong value.
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';

const base = { MEDIASOUP_WORKER_BIN: '/w' };
const LAN = ['192.0.2.7'];

describe('settings', () => {
  it('serves this machine by http and phones by self-signed https when nothing is set', () => {
    const { doors, MEDIA_ANNOUNCED } = readConfig(base, LAN);
    expect(doors.http).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(doors.https).toEqual({ host: '0.0.0.0', port: 8443, certificate: 'self-signed' });
    expect(doors.publicOrigin).toBe('https://192.0.2.7:8443');
    expect(doors.origins).toContain('http://localhost:8080');
    expect(MEDIA_ANNOUNCED).toEqual(['192.0.2.7', '127.0.0.1']);
  });

  it('invites to this machine when there is no network', () => {
    expect(readConfig(base, []).doors.publicOrigin).toBe('http://localhost:8080');
  });

  it('opens plain http only, for the proxy, when PUBLIC_URL is set', () => {
    const { doors } = readConfig({ ...base, PUBLIC_URL: 'https://hearing.example.cn/', PORT: '9000' }, LAN);
    expect(doors).toEqual({
      http: { host: '127.0.0.1', port: 9000 },
      https: null,
      publicOrigin: 'https://hearing.example.cn',
      origins: ['https://hearing.example.cn'],
    });
  });

  it('opens https only with a certificate of its own', () => {
    const { doors } = readConfig({ ...base, TLS_CERT: '/c', TLS_KEY: '/k', PORT: '443' }, LAN);
    expect([doors.http, doors.https?.certificate, doors.publicOrigin]).toEqual([null, 'own', 'https://192.0.2.7']);
  });

  it.each([
    [{ PORT: 'abc' }, /PORT/],
    [{ PORT: '70000' }, /PORT/],
    [{ PUBLIC_URL: 'ftp://x' }, /PUBLIC_URL/],
    [{ TLS_CERT: '/c' }, /TLS_KEY/],
    [{ TURN_URLS: 'turn:192.0.2.9' }, /TURN_SECRET/],
    [{ TURN_URLS: 'https://192.0.2.9', TURN_SECRET: 'sixteen letters!' }, /TURN_URLS/],
    [{ TURN_URLS: ' , ', TURN_SECRET: 'sixteen letters!' }, /TURN_URLS/],
    [{ TURN_URLS: 'turn:192.0.2.9', TURN_SECRET: 'short' }, /TURN_SECRET/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
    [{ MEDIASOUP_WORKER_BIN: '' }, /MEDIASOUP_WORKER_BIN/],
  ])('refuses %j in one line', (wrong, line) => {
    expect(() => readConfig({ ...base, ...wrong }, LAN)).toThrow(line);
    try {
      readConfig({ ...base, ...wrong }, LAN);
    } catch (error) {
      expect(String(error)).not.toContain('\n');
    }
  });

  it('takes an empty value as not set', () => {
    expect(readConfig({ ...base, PORT: '' }, LAN).PORT).toBe(8080);
  });
});
