import { describe, expect, test } from 'vitest';
import { clientIdInUse, dropped, tooSlow, unreachable, wrongVersion } from '#broker/ibkr/connect-trouble.ts';
import type { BrokerTarget } from '#app/ports.ts';

const tws: BrokerTarget = { kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 7 };
const gateway: BrokerTarget = { kind: 'gateway-live', host: '127.0.0.1', port: 4001, clientId: 7 };
const practice: BrokerTarget = { kind: 'practice', host: '127.0.0.1', port: 40_001, clientId: 7 };

describe('what a trader reads', () => {
  test.each([
    [
      unreachable(tws, 'connect ECONNREFUSED 127.0.0.1:7497'),
      'Nothing is listening on 127.0.0.1:7497. Start TWS, then enable its API: Configure → API → Settings → Enable ActiveX and Socket Clients, port 7497.',
    ],
    [
      unreachable(gateway, ''),
      'Nothing is listening on 127.0.0.1:4001. Start IB Gateway, then enable its API: Configure → Settings → API → Settings → socket port 4001.',
    ],
    [
      unreachable(practice, 'connect ECONNREFUSED'),
      'Nothing is listening on 127.0.0.1:40001. The practice TWS has stopped: connect to Practice again to start it.',
    ],
    [
      unreachable({ ...tws, host: 'tws.lan' }, 'getaddrinfo ENOTFOUND tws.lan'),
      'The host name tws.lan cannot be found. Check its spelling.',
    ],
    [
      unreachable(tws, 'connect EHOSTUNREACH'),
      '127.0.0.1:7497 cannot be reached over the network (connect EHOSTUNREACH). Check the host and the firewall.',
    ],
    [tooSlow(tws, 'tcp'), '127.0.0.1:7497 does not answer. Check the host, the port and the firewall.'],
  ])('%s', (message, expected) => {
    expect(message).toBe(expected);
  });

  test.each([
    [tooSlow(tws, 'greeting'), ['127.0.0.1:7497', 'question', 'port']],
    [tooSlow(tws, 'started'), ['did not get ready', 'window']],
    [dropped(tws, 'greeting'), ['Trusted IPs', 'Configure → API → Settings']],
    [dropped(gateway, 'greeting'), ['IB Gateway', 'Configure → Settings → API → Settings']],
    [dropped(tws, 'started'), ['before it was ready']],
    [dropped(tws, 'reconciled'), ['was lost', 'compared before anything is sent']],
    [
      clientIdInUse(tws),
      ['Client id 7', '127.0.0.1:7497', 'tries again with the same id', 'another client id'],
    ],
    [wrongVersion(tws, 150), ['too old', '150', '177', 'Update it']],
    [wrongVersion(tws, 201), ['201', 'Update Driftdesk']],
    [wrongVersion(tws, Number.NaN), ['does not speak the TWS API']],
  ])('%s', (message, parts) => {
    for (const part of parts) expect(message).toContain(part);
  });
});
