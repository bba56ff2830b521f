// Lets a real browser go on with a session that was opened without one.
import type { Browserless } from './browserless.ts';
import type { Person } from './chromium.ts';

export async function continueAs(person: Person, { cookie, origin }: Browserless): Promise<void> {
  await person.context.clearCookies();
  await person.context.addCookies(
    cookie.split('; ').map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return { name, value, url: origin };
    }),
  );
}
