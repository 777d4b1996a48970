// The project of generate.mjs as a Helm chart, for comparison: node bench/helm.mjs N DIR. Templates know no types; `fail` checks what a
// chart would check.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const template = `{{- define "http" }}
  http:
  - name: api
    match:
    - uri:
        prefix: /{{ .name }}/api/
    route:
    - destination: {{ include "destination" (list .name "v1" .port) }}
      weight: 90
    - destination: {{ include "destination" (list .name "v2" .port) }}
      weight: 10
    {{- include "trials" . }}
  - name: canary
    match:
    - headers:
        x-canary:
          exact: 'true'
    route:
    - destination: {{ include "destination" (list .name "v3" .port) }}
    {{- include "trials" . }}
  - name: default
    route:
    - destination: {{ include "destination" (list .name "v1" .port) }}
    {{- include "trials" . }}
{{- end }}
{{- define "destination" }}
        host: {{ index . 0 }}.shop.svc.cluster.local
        subset: {{ index . 1 }}
        {{- if index . 2 }}
        port:
          number: {{ index . 2 }}
        {{- end }}
{{- end }}
{{- define "trials" }}
    timeout: {{ .timeout }}
    retries:
      attempts: {{ .attempts }}
      perTryTimeout: 2s
      retryOn: 5xx,connect-failure
{{- end }}
{{- range .Values.services }}
{{- if not (hasSuffix "s" .timeout) }}{{ fail (printf "%s: timeout" .name) }}{{ end }}
{{- if le (int .max) 0 }}{{ fail (printf "%s: max" .name) }}{{ end }}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: {{ .name }}
  namespace: shop
spec:
  hosts:
  - {{ .name }}.shop.svc.cluster.local
  gateways:
  - mesh
  {{- include "http" (set . "port" 0) }}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: {{ .name }}-example-com
  namespace: shop
spec:
  hosts:
  - {{ .name }}.example.com
  gateways:
  - istio-ingress/shop-gateway
  {{- include "http" (set . "port" 8080) }}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {{ .name }}
  namespace: shop
spec:
  host: {{ .name }}.shop.svc.cluster.local
  trafficPolicy:
    loadBalancer:
      simple: LEAST_REQUEST
    connectionPool:
      tcp:
        maxConnections: {{ .max }}
      http:
        http1MaxPendingRequests: 64
        maxRequestsPerConnection: 10
    outlierDetection:
      consecutive5xxErrors: 5
      interval: 10s
      baseEjectionTime: 30s
  subsets:
  {{- range list "v1" "v2" "v3" }}
  - name: {{ . }}
    labels:
      version: {{ . }}
  {{- end }}
{{- end }}
`;

const values = (i) =>
  `- { name: svc-${String(i).padStart(5, '0')}, max: ${100 + (i % 50)}, timeout: ${10 + (i % 8)}s, attempts: ${1 + (i % 4)} }`;

const [count, folder] = process.argv.slice(2);
mkdirSync(join(folder, 'templates'), { recursive: true });
writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 0.1.0\n');
writeFileSync(
  join(folder, 'values.yaml'),
  `services:\n${Array.from({ length: Number(count) }, (_, i) => values(i)).join('\n')}\n`,
);
writeFileSync(join(folder, 'templates', 'mesh.yaml'), template);
