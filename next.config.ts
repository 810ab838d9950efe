import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // passport keeps state on its prototypes and node-saml resolves xml-crypto at run time: both stay plain Node modules.
  serverExternalPackages: [
    'passport',
    '@node-saml/passport-saml',
    '@node-saml/node-saml',
    // Its look-ups are extended (lib/auth/xml-algorithms.ts): a second copy in a bundle would not be the one that verifies.
    'xml-crypto',
    '@xmldom/xmldom',
    'selfsigned',
    'pg',
    'pino',
  ],
  // Metadata otherwise streams into the body behind the page, whose first moment then has no title: a screen reader
  // announces a page without a name. Whatever names itself in User-Agent gets the title with the head.
  htmlLimitedBots: /.*/,
  experimental: { serverActions: { bodySizeLimit: '256kb' } },
};

export default config;
