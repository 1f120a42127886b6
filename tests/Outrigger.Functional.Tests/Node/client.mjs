// What the tests do with the JavaScript client; prints one line of JSON with what it saw, or fails with why.
//   node client.mjs CLIENT-FOLDER STORY NAMESPACE     with KUBECONFIG
import net from 'node:net';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [folder, story, namespace] = process.argv.slice(2);
const k8s = await import(pathToFileURL(`${folder}/dist/index.js`));
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const gadgets = { group: 'things.example.com', version: 'v1', namespace, plural: 'gadgets' };
// every namespace has the root certificate
const own = (list) => list.filter((o) => o.metadata.name !== 'kube-root-ca.crt');
const configMap = (name, data) => ({ metadata: { name, namespace }, data });

async function until(condition, what) {
  const end = Date.now() + 30000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what()}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function refusal(promise) {
  try {
    await promise;
    return 'none';
  } catch (error) {
    const body = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
    return `${error.code} ${body?.reason}`;
  }
}

// a connection through it is cut when we say so, and none goes through until it is open again
async function startCutter(target) {
  const sockets = new Set();
  let open = true;
  const server = net.createServer((client) => {
    if (!open) return client.destroy();
    const upstream = net.connect(Number(target.port), target.hostname);
    for (const [socket, other] of [[client, upstream], [upstream, client]]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => { sockets.delete(socket); other.destroy(); });
      socket.pipe(other);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    cut() { open = false; for (const socket of sockets) socket.destroy(); },
    mend() { open = true; },
    stop() { this.cut(); server.close(); },
  };
}

async function informer(path, list, create, change, remove) {
  const cutter = await startCutter(new URL(config.getCurrentCluster().server));
  const through = new k8s.KubeConfig();
  through.loadFromString(config.exportConfig());
  through.clusters = through.clusters.map((c) => ({ ...c, server: `https://127.0.0.1:${cutter.port}` }));
  let lists = 0, failures = 0, stopped = false;
  const seen = [];
  const follow = k8s.makeInformer(through, path, async () => { lists++; return list(through); });
  for (const verb of ['add', 'update', 'delete']) follow.on(verb, (object) => seen.push(`${verb} ${object.metadata.name}`));
  follow.on('error', () => { failures++; if (!stopped) setTimeout(() => follow.start(), 20); });
  const sees = (text) => until(() => seen.includes(text), () => `${text} in ${seen.join(', ')} after ${lists} lists and ${failures} failures`);

  await create('kept');
  await create('gone');
  await follow.start();
  await sees('add gone');
  await create('live');
  await sees('add live');
  cutter.cut();
  await until(() => failures > 0, () => 'the cut connection');
  await create('meanwhile');
  await change('kept');
  await remove('gone');
  cutter.mend();
  await sees('add meanwhile');
  await sees('update kept');
  await sees('delete gone');
  stopped = true;
  await follow.stop();
  cutter.stop();
  return { lists, names: own(follow.list()).map((o) => o.metadata.name).sort() };
}

const stories = {
  crud: async () => {
    await core.createNamespacedConfigMap({ namespace, body: configMap('one', { a: 'b' }) });
    const again = await refusal(core.createNamespacedConfigMap({ namespace, body: configMap('one', {}) }));
    const read = await core.readNamespacedConfigMap({ namespace, name: 'one' });
    await core.replaceNamespacedConfigMap({ namespace, name: 'one', body: { ...read, data: { a: 'c' } } });
    const stale = await refusal(core.replaceNamespacedConfigMap({ namespace, name: 'one', body: { ...read, data: { a: 'd' } } }));
    const merge = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch);
    const patched = await core.patchNamespacedConfigMap({ namespace, name: 'one', body: { data: { b: 'e' } } }, merge);
    const listed = await core.listNamespacedConfigMap({ namespace, labelSelector: '!absent', limit: 500 });
    await core.deleteNamespacedConfigMap({ namespace, name: 'one' });
    const missing = await refusal(core.readNamespacedConfigMap({ namespace, name: 'one' }));
    return { again, stale, data: patched.data, created: read.metadata.creationTimestamp instanceof Date, listed: own(listed.items).length, missing };
  },
  custom: async () => {
    const body = { apiVersion: 'things.example.com/v1', kind: 'Gadget', metadata: { name: 'one' }, spec: { replicas: 2 } };
    const created = await custom.createNamespacedCustomObject({ ...gadgets, body });
    const json = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.JsonPatch);
    const patched = await custom.patchNamespacedCustomObject({ ...gadgets, name: 'one', body: [{ op: 'replace', path: '/spec/replicas', value: 4 }] }, json);
    const refused = await refusal(custom.createNamespacedCustomObject({ ...gadgets, body: { ...body, metadata: { name: 'two' }, spec: { replicas: 101 } } }));
    const scale = await custom.getNamespacedCustomObjectScale({ ...gadgets, name: 'one' });
    const read = await objects.read({ apiVersion: body.apiVersion, kind: body.kind, metadata: { name: 'one', namespace } });
    const listed = await custom.listNamespacedCustomObject(gadgets);
    await custom.deleteNamespacedCustomObject({ ...gadgets, name: 'one' });
    return {
      color: created.spec.color, replicas: patched.spec.replicas, refused, scale: scale.spec.replicas, read: read.spec.replicas, listed: listed.items.length,
      missing: await refusal(custom.getNamespacedCustomObject({ ...gadgets, name: 'one' })),
    };
  },
  apply: async () => {
    const apply = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply);
    const deployment = (image) => ({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'one', namespace },
      spec: { selector: { matchLabels: { app: 'one' } }, template: { metadata: { labels: { app: 'one' } }, spec: { containers: [{ name: 'c', image }] } } },
    });
    const by = (fieldManager, image, force) =>
      apps.patchNamespacedDeployment({ namespace, name: 'one', fieldManager, force, body: deployment(image) }, apply);
    await by('first', 'i:1');
    const conflict = await refusal(by('second', 'i:2'));
    const forced = await by('second', 'i:2', true);
    const generic = await objects.patch(
      { apiVersion: 'things.example.com/v1', kind: 'Gadget', metadata: { name: 'applied', namespace }, spec: { replicas: 1 } },
      undefined, undefined, 'first', undefined, k8s.PatchStrategy.ServerSideApply);
    return {
      conflict, image: forced.spec.template.spec.containers[0].image, managers: forced.metadata.managedFields.filter((m) => m.subresource !== 'status').map((m) => `${m.manager} ${m.operation}`),
      generic: generic.metadata.managedFields[0].operation,
    };
  },
  informer: () => informer(
    `/api/v1/namespaces/${namespace}/configmaps`,
    (through) => through.makeApiClient(k8s.CoreV1Api).listNamespacedConfigMap({ namespace }),
    (name) => core.createNamespacedConfigMap({ namespace, body: configMap(name, { a: 'b' }) }),
    (name) => core.replaceNamespacedConfigMap({ namespace, name, body: configMap(name, { a: 'c' }) }),
    (name) => core.deleteNamespacedConfigMap({ namespace, name })),
  'custom-informer': () => informer(
    `/apis/things.example.com/v1/namespaces/${namespace}/gadgets`,
    (through) => through.makeApiClient(k8s.CustomObjectsApi).listNamespacedCustomObject(gadgets),
    (name) => objects.create({ apiVersion: 'things.example.com/v1', kind: 'Gadget', metadata: { name, namespace }, spec: { replicas: 1 } }),
    (name) => objects.patch({ apiVersion: 'things.example.com/v1', kind: 'Gadget', metadata: { name, namespace }, spec: { replicas: 2 } },
      undefined, undefined, undefined, undefined, k8s.PatchStrategy.MergePatch),
    (name) => custom.deleteNamespacedCustomObject({ ...gadgets, name })),
  exec: async () => {
    await core.createNamespacedPod({ namespace, body: { metadata: { name: 'one' }, spec: { containers: [{ name: 'c', image: 'i' }] } } });
    const sink = new PassThrough();
    const failure = await new k8s.Exec(config).exec(namespace, 'one', 'c', ['ls'], sink, sink, null, false).then(() => null, (error) => error);
    return { exec: String(failure?.message ?? failure?.error?.message ?? failure), logs: await refusal(core.readNamespacedPodLog({ namespace, name: 'one' })) };
  },
};

console.log(JSON.stringify(await stories[story]()));
process.exit(0);
