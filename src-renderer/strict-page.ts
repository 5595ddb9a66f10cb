import { config } from 'zod';

// The page forbids building code from text; zod must not try. Comes before any schema is made.
config({ jitless: true });
