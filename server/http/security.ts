// What every answer carries: headers that let a page load nothing from elsewhere, and no script or style that is not a file of ours.
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** The policy of design/evidence.md; WebRTC itself is not governed by it. */
export const securityHeaders = (origins: readonly string[]): RequestHandler[] => [
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        // Older Safari does not count WebSockets of the same origin as 'self'.
        connectSrc: ["'self'", ...origins.map((origin) => origin.replace(/^http/, 'ws'))],
        fontSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // A certificate is the installation's own affair; a self-signed one must stay easy to leave.
    strictTransportSecurity: false,
  }),
  (_request, response, next) => {
    response.setHeader(
      'Permissions-Policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
    );
    next();
  },
];
