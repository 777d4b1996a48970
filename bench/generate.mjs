// Writes a project of N services: node bench/generate.mjs N DIR [SERVICES-PER-FILE]. Every service has three versions, a route of three
// rules with a split, timeout, retries, limits and ejection, and a host on one gateway; everything that varies is a function of the index.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [count, folder, perFile = '0'] = process.argv.slice(2);
if (!count || !folder) {
  process.stderr.write('usage: node bench/generate.mjs N DIR [SERVICES-PER-FILE]\n');
  process.exit(2);
}
const services = Number(count);
const size = Number(perFile) || services;

const frame = `namespace shop

gateway istio-ingress/shop-gateway {
  pods { istio: "ingressgateway" }
  port 443 https { certificate "shop-tls" }
  port 80 http
  open to shop
}
egress payments { host "api.payments.example.net"; port 443 tls }
egress mail { host "smtp.mail.example.net"; port 587 tcp }
egress maps { host "tiles.maps.example.net", "geo.maps.example.net"; port 443 tls }
`;

const service = (i) => {
  const name = `svc-${String(i).padStart(5, '0')}`;
  return `
service ${name} {
  port 8080 http
  version v1, v2, v3
  balance least-request
  connections { max ${100 + (i % 50)}; pending 64; per-connection 10 }
  eject { after 5 5xx; check 10s; for 30s }
}
route ${name} {
  timeout ${10 + (i % 8)}s
  retry ${1 + (i % 4)} each 2s on 5xx, connect-failure
  when path starts "/${name}/api/"   -> 90% to v1, 10% to v2 { name "api" }
  when header "x-canary" == "true" -> v3 { name "canary" }
  else                             -> v1 { name "default" }
}
ingress "${name}.example.com" on istio-ingress/shop-gateway -> route ${name}
`;
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'mesh.yaml'), 'language: 1\nnamespace: shop\ntargets: [istio@1.30]\n');
for (let from = 0, file = 0; from < Math.max(services, 1); from += size, file++) {
  const some = Array.from({ length: Math.min(size, services - from) }, (_, k) => service(from + k)).join('');
  writeFileSync(
    join(folder, `services-${String(file).padStart(4, '0')}.mesh`),
    (file === 0 ? frame : 'namespace shop\n') + some,
  );
}
