import { readdir, readFile } from 'node:fs/promises';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type Config, readConfig } from '../src/config.ts';
import { readDockerfile } from './support/dockerfile.ts';
import { withNotedReads } from './support/noted-reads.ts';
import { type Environment, pathOf } from './support/processes.ts';

const read = (path: string) => readFile(pathOf(path), 'utf8');
const scripts: Environment = JSON.parse(await read('package.json')).scripts;

/** What the image itself sets. */
const IMAGE: Environment = Object.fromEntries(
  readDockerfile(await read('Dockerfile'))
    .filter(({ name, text }) => name === 'ENV' && text.includes('NODE_ENV'))
    .flatMap(({ text }) => text.split(' ').map((pair) => pair.split('='))),
);
/** As a Secret or `.env` gives them. */
const SECRETS: Environment = {
  POSTGRES_PASSWORD: 'letters0and1digits',
  DATABASE_URL: 'postgres://guildhall:secret@database.example.org/guildhall',
  JWT_SECRET: 'a secret for tests, of more than 32 bytes',
  PUBLIC_URL: 'https://groups.example.org',
};

/** Settings without which there would be a state in the container, or two instances would not be one community. */
function expectShared(config: Config): void {
  expect(config).toMatchObject({ production: true, host: '0.0.0.0', port: 4000, publicUrl: SECRETS['PUBLIC_URL'] });
  expect(config.databaseUrl).toMatch(/^postgres:/);
  expect(config.postgres.migrate).toBe(false);
  expect(config.jwtSecret).toBe(SECRETS['JWT_SECRET']);
  expect(config.trustProxy).not.toBeNull();
}

const drainOf = ({ drainSeconds, drainTimeoutSeconds }: Config) => drainSeconds + drainTimeoutSeconds;

describe('the compose file for PostgreSQL', async () => {
  const { services, volumes, configs } = parse(await read('compose.postgres.yaml'), { merge: true });
  const settings: Environment = Object.fromEntries(
    Object.entries(services['guildhall-1'].environment).map(([name, text]) => [name, substituted(String(text))]),
  );

  /** As Compose reads it, with what `.env` has to hold and nothing else. */
  function substituted(text: string): string {
    return text.replace(/\$\{(\w+)(?::[?-][^}]*)?\}/g, (_whole, name) => SECRETS[name] ?? '');
  }

  it('runs two instances with settings that are right', () => {
    const config = readConfig({ ...IMAGE, ...settings });

    expectShared(config);
    expect(services['guildhall-2']).toEqual(services['guildhall-1']);
    expect(services['guildhall-1']).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] });
    expect(services['guildhall-1'].stop_grace_period).toBe(`${drainOf(config) + 7}s`);
    expect(config.mediaDir.startsWith(services['guildhall-1'].volumes[0].split(':')[1])).toBe(true);
  });

  it('asks for every secret, and holds none', () => {
    const { environment } = services['guildhall-1'];

    expect(environment.JWT_SECRET).toMatch(/^\$\{JWT_SECRET:\?/);
    expect(environment.DATABASE_URL).toContain('{POSTGRES_PASSWORD:?');
    expect(services.database.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD\}$/);
  });

  it('migrates once the database answers, and serves once that is done', () => {
    const { migrate, proxy } = services;

    expect(migrate.command.join(' ')).toBe(scripts['migrate']);
    expect(migrate.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(services['guildhall-1'].depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(proxy.depends_on).toEqual({
      'guildhall-1': { condition: 'service_healthy' },
      'guildhall-2': { condition: 'service_healthy' },
    });
  });

  it('opens the proxy alone, which asks whether instances are ready', () => {
    const open = Object.entries<{ ports?: unknown }>(services).filter(([, { ports }]) => ports !== undefined);
    const [mount] = services.proxy.configs;

    expect(open.map(([name]) => name)).toEqual(['proxy']);
    expect(configs[mount.source].content).toContain('reverse_proxy guildhall-1:4000 guildhall-2:4000');
    expect(configs[mount.source].content).toContain('health_uri /readyz');
    expect(configs[mount.source].content).toMatch(/handle_errors 502 503 504 \{\s+header Retry-After \d+\s+\}/);
  });

  it('keeps data in volumes that it names', () => {
    const mounted = Object.values<{ volumes?: string[] }>(services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]),
    );

    expect([...new Set(mounted)].sort()).toEqual(Object.keys(volumes).sort());
  });
});

const MODELS = { ConfigMap, Deployment, Ingress, Job, PodDisruptionBudget, Service };

describe('the manifests for Kubernetes', async () => {
  const files = (await readdir(pathOf('deploy'))).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(files.map((name) => read(`deploy/${name}`)));
  const manifests = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
  const ofKind = (kind: keyof typeof MODELS) => manifests.find((manifest) => manifest.kind === kind);
  const podOf = (kind: 'Deployment' | 'Job') => ofKind(kind).spec.template.spec;
  const pods = [podOf('Deployment'), podOf('Job')];
  const config = () => readConfig({ ...IMAGE, ...SECRETS, ...ofKind('ConfigMap').data });

  it('are one of each kind, and no Secret', () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual(Object.keys(MODELS).sort());
  });

  it.each(manifests.map((manifest) => [manifest.kind, manifest]))('%s is as its schema has it', (kind, manifest) => {
    const model = MODELS[kind as keyof typeof MODELS];
    const { noted, unread } = withNotedReads(manifest);

    expect(manifest.apiVersion).toBe(model.apiVersion);
    expect(() => model.prototype.validate.call(noted)).not.toThrow();
    // The schemas let fields pass that they do not know, and never look at them.
    expect(unread()).toEqual([]);
  });

  it('have settings that are right, with pictures outside of the pods', async () => {
    const known = await read('src/config.ts');
    const names = Object.keys(ofKind('ConfigMap').data).filter((name) => !name.startsWith('AWS_'));

    expect(names.filter((name) => !known.includes(`  ${name}: `))).toEqual([]);
    expectShared(config());
    expect(config().mediaBucket).not.toBeNull();
  });

  it('give pods settings and secrets by reference, and rights to nothing', () => {
    for (const pod of pods) {
      const [container] = pod.containers;

      expect(container.envFrom).toEqual([
        { configMapRef: { name: 'guildhall' } },
        { secretRef: { name: 'guildhall' } },
      ]);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
      expect(pod.volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
      expect(pod.containers[0].image).toBe(pods[0].containers[0].image);
    }
    expect(pods.map(({ containers }) => containers[0].env?.map(({ name }: { name: string }) => name))).toEqual([
      ['NODE_OPTIONS'],
      undefined,
    ]);
    expect(ofKind('ConfigMap').metadata.name).toBe('guildhall');
    expect(podOf('Job').containers[0].command.join(' ')).toBe(scripts['migrate']);
  });

  it('have memory for the heap and all that settings bound', () => {
    const [{ env, resources }] = podOf('Deployment').containers;
    const heap = Number(/^--max-old-space-size=(\d+)$/.exec(env[0].value)?.[1]);
    const { imageMemory, bodiesAtOnce, transfers } = config().limits;
    // One picture of the largest kind takes half as much again as the setting says.
    const bounded = heap + (1.5 * imageMemory + bodiesAtOnce + transfers.waitingBytes) / 2 ** 20;

    expect(resources.limits.memory).toBe('2Gi');
    expect(bounded).toBeLessThan(2048 - 256);
  });

  it('lead requests to ready pods, of which one is always there', () => {
    const { spec } = ofKind('Deployment');
    const labels = spec.template.metadata.labels;
    const [container] = spec.template.spec.containers;
    const [rule] = ofKind('Ingress').spec.rules;

    expect(spec.replicas).toBe(2);
    expect([spec.selector.matchLabels, ofKind('Service').spec.selector]).toEqual([labels, labels]);
    expect(ofKind('PodDisruptionBudget').spec).toEqual({ minAvailable: 1, selector: { matchLabels: labels } });
    expect(ofKind('Job').spec.template.metadata.labels).not.toEqual(labels);
    expect(ofKind('Service').spec.ports[0].targetPort).toBe(container.ports[0].name);
    expect(container.ports[0].containerPort).toBe(config().port);
    expect(rule.http.paths[0].backend.service).toEqual({ name: 'guildhall', port: { name: 'http' } });
    expect(`https://${rule.host}`).toBe(config().publicUrl);
  });

  it('ask the probes that there are, and wait for the answers of a pod that ends', async () => {
    const probes = await read('src/http/probes.ts');
    const { startupProbe, livenessProbe, readinessProbe } = podOf('Deployment').containers[0];
    const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);

    expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
    expect(paths.filter((path) => !probes.includes(`app.get('${path}'`))).toEqual([]);
    expect(podOf('Deployment').terminationGracePeriodSeconds).toBe(drainOf(config()) + 10);
  });
});
