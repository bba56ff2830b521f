// One way to speak HTTP: the table's paths, the server's refusals as typed errors, no answer as one of its own.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { call, codeOf, Refused } from '../../client/api.ts';
import { refusalIn } from '../../client/room/connection.ts';

const answer = (status: number, body: string) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async (_url: string, _init: RequestInit) => new Response(body, { status })),
  );
const asked = (): [string, RequestInit] => vi.mocked(fetch).mock.calls[0] as [string, RequestInit];
const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
afterEach(() => vi.unstubAllGlobals());

describe('a call', () => {
  test('fills in the path and sends JSON', async () => {
    answer(200, '{"id":"x"}');
    expect(await call('addPerson', { params: { id: 'a/b' }, body: { id: 'p', role: 'officer', name: 'n' } })).toEqual({
      id: 'x',
    });
    const [url, init] = asked();
    expect(url).toBe('/api/hearings/a%2Fb/people');
    expect(init).toMatchObject({ method: 'POST', body: '{"id":"p","role":"officer","name":"n"}' });
  });
  test('puts the body of GET into the query and leaves out what is not given', async () => {
    answer(200, '{}');
    await call('cases', { body: { q: '听证 &', page: 2 } });
    expect(asked()[0]).toBe(`/api/cases?q=${encodeURIComponent('听证')}+%26&page=2`);
    expect(asked()[1].body).toBeUndefined();
  });
  test('an empty answer is null', async () => {
    answer(200, '');
    expect(await call('signOut')).toBeNull();
  });
});

describe('a refusal', () => {
  test('keeps the server’s code and detail', async () => {
    answer(410, '{"code":"link_expired","detail":"since Monday"}');
    const refused = await refusalOf(call('me'));
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ code: 'link_expired', detail: 'since Monday' });
  });
  test('without a code of ours is internal, or unreachable when a proxy says so', async () => {
    answer(500, '<html>');
    expect(codeOf(await refusalOf(call('me')))).toBe('internal');
    answer(502, '<html>');
    expect(codeOf(await refusalOf(call('me')))).toBe('unreachable');
    answer(404, '{"code":"toString"}');
    expect(codeOf(await refusalOf(call('me')))).toBe('internal');
  });
  test('no answer at all is unreachable', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    expect(codeOf(await refusalOf(call('me')))).toBe('unreachable');
  });
});

test('a refused handshake says why, a broken line does not', () => {
  expect(refusalIn(Object.assign(new Error('refused'), { data: { code: 'link_revoked' } }))).toBe('link_revoked');
  expect(refusalIn(new Error('websocket error'))).toBeNull();
  expect(refusalIn(Object.assign(new Error('x'), { data: { code: 'constructor' } }))).toBeNull();
});
