// Keeps zod from probing `new Function`, which the content security policy forbids and would report; imported before anything that makes a schema.
import { config } from 'zod';

config({ jitless: true });
