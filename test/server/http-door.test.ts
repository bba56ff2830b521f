// The HTTP door of the running product: who may do what, and what bad input gets.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTICE_VERSION } from '../../server/protocol/api.ts';
import { ROUTES, type RouteName } from '../../server/protocol/routes.ts';
import { Browserless } from '../running/browserless.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
const nobody = () => new Browserless(server.origin);
const someId = () => crypto.randomUUID();

beforeAll(async () => {
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office);
});
afterAll(async () => {
  await server?.remove();
});

describe('who may do what', () => {
  const OPEN: readonly RouteName[] = [
    'health',
    'oneTimeLinkInfo',
    'setPassword',
    'signIn',
    'signOut',
    'openLink',
    'joinInfo',
    'consent',
  ];

  it('refuses a stranger every route that is not meant for strangers', async () => {
    for (const name of Object.keys(ROUTES) as RouteName[]) {
      if (OPEN.includes(name)) continue;
      const { method, path } = ROUTES[name];
      const init =
        method === 'GET' || method === 'DELETE'
          ? { method }
          : { method, body: '{}', headers: { 'content-type': 'application/json' } };
      const response = await nobody().fetch(path.replace(':id', someId()), init);
      expect([name, [400, 401].includes(response.status)]).toEqual([name, true]);
    }
  });

  it('shows the administrator no case', async () => {
    expect((await office.admin.ask('cases', {})).code).toBe('forbidden');
    expect((await office.admin.ask('caseDetail', {}, hearing.caseId)).code).toBe('forbidden');
    expect((await office.admin.ask('hearingDetail', {}, hearing.hearingId)).code).toBe('forbidden');
  });

  it('lets the archivist see the case and change nothing', async () => {
    const { browser } = office.staff.archivist;
    expect((await browser.call('caseDetail', {}, hearing.caseId)).mayChange).toBe(false);
    const refused = [
      await browser.ask('createCase', { id: someId(), number: '1', title: 'x' }),
      await browser.ask('changeHearing', { title: 'x' }, hearing.hearingId),
      await browser.ask('cancelHearing', { reason: 'x' }, hearing.hearingId),
      await browser.ask('addPerson', { id: someId(), role: 'officer', name: 'x' }, hearing.hearingId),
      await browser.ask('removePerson', {}, hearing.participants[0]?.personId),
      await browser.ask('invite', {}, hearing.participants[0]?.personId),
    ];
    expect(refused.map((answer) => answer.code)).toEqual(refused.map(() => 'forbidden'));
    expect((await browser.call('hearingDetail', {}, hearing.hearingId)).title).toBe('公开听证');
  });

  it('shows another prosecutor neither the case nor that it is there', async () => {
    const made = await office.admin.call('createAccount', {
      id: someId(),
      loginName: 'other',
      displayName: '他人',
      role: 'prosecutor',
    });
    const other = nobody();
    await other.call('setPassword', {
      token: made.link.url.slice(made.link.url.indexOf('#') + 1),
      password: 'a long enough password',
    });
    expect((await other.call('cases', {})).rows).toEqual([]);
    expect((await other.ask('caseDetail', {}, hearing.caseId)).code).toBe('forbidden');
    expect((await other.ask('caseDetail', {}, someId())).code).toBe('forbidden');
    const { number } = await office.staff.prosecutor.browser.call('caseDetail', {}, hearing.caseId);
    const taken = await other.ask('createCase', { id: someId(), number, title: 'x' });
    expect([taken.code, (taken.body as { detail?: string }).detail]).toEqual(['case_number_taken', undefined]);
  });

  it('writes refusals and views into the trail of the case', async () => {
    const acts = (await office.staff.prosecutor.browser.call('caseTrail', {}, hearing.caseId)).map(
      (entry) => entry.act,
    );
    expect(acts).toContain('case.viewed');
  });

  it('ends every session of an account that is disabled', async () => {
    const made = await office.admin.call('createAccount', {
      id: someId(),
      loginName: 'leaves',
      displayName: '离任',
      role: 'clerk',
    });
    const leaves = nobody();
    await leaves.call('setPassword', {
      token: made.link.url.slice(made.link.url.indexOf('#') + 1),
      password: 'a long enough password',
    });
    await leaves.call('me', {});
    await office.admin.call('disableAccount', {}, made.account.id);
    expect((await leaves.ask('me', {})).code).toBe('not_signed_in');
    expect((await leaves.ask('signIn', { loginName: 'leaves', password: 'a long enough password' })).code).toBe(
      'account_disabled',
    );
  });
});

describe('what bad input gets', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    office.staff.prosecutor.browser.fetch(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const code = async (response: Response) => ((await response.json()) as { code: string }).code;

  it('is a clear code for a body that is not JSON, is huge, or of another type', async () => {
    expect(await code(await post('/api/cases', '{"id":'))).toBe('bad_request');
    expect(await code(await post('/api/cases', JSON.stringify({ title: 'x'.repeat(40_000) })))).toBe('too_large');
    expect(await code(await post('/api/cases', 'id=1', { 'content-type': 'application/x-www-form-urlencoded' }))).toBe(
      'bad_request',
    );
    expect(await code(await post('/api/cases', '{"id":"x","number":1,"__proto__":{"a":1}}'))).toBe('bad_request');
  });

  it('is a clear code for a search of cases that cannot be meant', async () => {
    const search = (query: string) => office.staff.prosecutor.browser.fetch(`/api/cases?${query}`, { method: 'GET' });
    expect((await search('fromMs=5&toMs=5&state=closed')).status).toBe(200);
    for (const query of ['fromMs=6&toMs=5', 'fromMs=x', 'toMs=-1', 'state=over', 'visibleTo=all', 'pageSize=9'])
      expect.soft([query, await code(await search(query))]).toEqual([query, 'bad_request']);
  });

  it('is a refusal for a foreign Origin, and for none, on whatever changes something', async () => {
    const body = JSON.stringify({ loginName: 'admin', password: 'x' });
    expect(await code(await post('/api/session', body, { origin: 'https://evil.example' }))).toBe('foreign_origin');
    expect(await code(await post('/api/session', body, { 'sec-fetch-site': 'cross-site' }))).toBe('foreign_origin');
    const bare = await fetch(`${server.origin}/api/session`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(await code(bare)).toBe('foreign_origin');
  });

  it('is never a file from elsewhere for an id with path traversal', async () => {
    const raw = (path: string) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        // Not fetch: it would tidy the path up before sending it.
        const { hostname, port } = new URL(server.origin);
        const headers = { cookie: office.staff.archivist.browser.cookie };
        request({ hostname, port, path, headers }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        })
          .once('error', reject)
          .end();
      });
    for (const path of [
      '/api/segments/..%2f..%2f..%2fetc%2fpasswd/file',
      '/api/segments/%2e%2e/file',
      '/../../../../etc/passwd',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/assets/%00',
      `/api/hearings/${someId()}/people/..%2f..%2fx/recording.webm`,
    ]) {
      const { text, status } = await raw(path);
      expect([path, /root:|"dependencies"/.test(text)]).toEqual([path, false]);
      expect([path, status < 500]).toEqual([path, true]);
    }
  });

  it('keeps HTML in names as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const { browser } = office.staff.prosecutor;
    const person = await browser.call('addPerson', { id: someId(), role: 'observer', name }, hearing.hearingId);
    expect(person.name).toBe(name);
    await browser.call('removePerson', {}, person.id);
    const control = await browser.ask(
      'addPerson',
      { id: someId(), role: 'observer', name: 'a\u202eb' },
      hearing.hearingId,
    );
    expect(control.code).toBe('bad_request');
  });

  it('finds a case number again in another spelling', async () => {
    const { browser } = office.staff.prosecutor;
    const id = someId();
    await browser.call('createCase', { id, number: '京检控听〔2026〕12号', title: '一' });
    for (const number of ['京检控听(2026)12号', ' 京检控听［２０２６］１２号 ', '京检控听 【2026】 12 号']) {
      const taken = await browser.ask('createCase', { id: someId(), number, title: '二' });
      expect([number, taken.code, (taken.body as { detail?: string }).detail]).toEqual([
        number,
        'case_number_taken',
        id,
      ]);
    }
  });

  it('gives the same result for the same creation, and none for another one under the same id', async () => {
    const { browser } = office.staff.prosecutor;
    const made = { id: someId(), number: '重复〔2026〕1号', title: '重复' };
    expect(await browser.call('createCase', made)).toEqual(await browser.call('createCase', made));
    expect((await browser.ask('createCase', { ...made, title: '别的' })).code).toBe('bad_request');
  });
});

describe('personal links', () => {
  it('answers unknown, revoked and replaced links each with its code', async () => {
    const [first] = hearing.participants;
    if (first === undefined) throw new Error('nobody was prepared');
    const { browser } = office.staff.prosecutor;
    const flipped = `${first.token.slice(0, -1)}${first.token.endsWith('A') ? 'B' : 'A'}`;
    expect((await nobody().ask('openLink', { token: flipped })).code).toBe('link_unknown');
    expect((await nobody().ask('openLink', { token: `${someId()}.${'a'.repeat(22)}` })).code).toBe('link_unknown');
    expect((await nobody().ask('openLink', { token: '../../x' })).code).toBe('bad_request');
    const fresh = await browser.call('invite', {}, first.personId);
    expect((await nobody().ask('openLink', { token: first.token })).code).toBe('link_revoked');
    expect((await first.browser.ask('joinInfo', { personId: first.personId })).code).toBe('link_unknown');
    const token = fresh.url.slice(fresh.url.lastIndexOf('/') + 1);
    const again = nobody();
    expect((await again.call('openLink', { token })).personId).toBe(first.personId);
    await browser.call('revokeInvitation', {}, fresh.invitation.id);
    expect((await again.ask('joinInfo', { personId: first.personId })).code).toBe('link_unknown');
  });

  it('gives a browser only the seats whose links it opened', async () => {
    const [, second, third] = hearing.participants;
    if (second === undefined || third === undefined) throw new Error('nobody was prepared');
    expect((await second.browser.ask('joinInfo', { personId: third.personId })).code).toBe('link_unknown');
    expect(
      (await second.browser.ask('consent', { personId: third.personId, noticeVersion: NOTICE_VERSION })).code,
    ).toBe('link_unknown');
  });

  it('puts no secret into what the server prints', () => {
    for (const { token } of hearing.participants) expect(server.output()).not.toContain(token.split('.')[1]);
  });
});

describe('guessing', () => {
  it('does not count what succeeds', async () => {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await nobody().ask('signIn', { loginName: 'clerk', password: 'a long enough password' })).status).toBe(
        200,
      );
    }
  });

  it('is refused after ten wrong passwords, for existing and unknown names alike', async () => {
    for (const loginName of ['approver', 'nobody-at-all']) {
      const codes = [];
      for (let attempt = 0; attempt < 11; attempt += 1)
        codes.push((await nobody().ask('signIn', { loginName, password: 'wrong' })).code);
      expect(codes).toEqual([...Array(10).fill('wrong_credentials'), 'too_many_attempts']);
    }
  });
});

describe('every page', () => {
  it('comes with a policy that lets nothing in from elsewhere, nothing inline', async () => {
    const response = await nobody().fetch('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await response.text()).not.toMatch(/<script(?![^>]*src=)|<style|https?:\/\//);
  });

  it('comes compressed to a browser that takes it, with a type and for ever where its name says what is in it', async () => {
    const page = await (await nobody().fetch('/')).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    const packed = await nobody().fetch(script, { headers: { 'accept-encoding': 'br' } });
    expect([packed.status, packed.headers.get('content-encoding'), packed.headers.get('cache-control')]).toEqual([
      200,
      'br',
      'public, max-age=31536000, immutable',
    ]);
    expect(packed.headers.get('content-type')).toMatch(/javascript/);
    const plain = await nobody().fetch(script, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    // The smaller twin is the same script.
    expect(await packed.text()).toBe(await plain.text());
  });

  it('says how the server is', async () => {
    const health = await nobody().call('health', {});
    expect(health).toMatchObject({ ready: true, worker: 'alive' });
    expect(health.diskFreeBytes).toBeGreaterThan(0);
  });
});
