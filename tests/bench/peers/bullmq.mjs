// BullMQ; what is durable is Redis' affair (appendfsync always).
import { Queue, Worker } from 'bullmq';

const concurrency = 256;

export async function open(url, { started, completed }) {
  const { hostname: host, port } = new URL(url);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const queue = new Queue('calls', { connection, defaultJobOptions: { removeOnComplete: true } });
  await queue.waitUntilReady();
  const worker = new Worker('calls', async (job) => started(job.data.id), { connection, concurrency });
  worker.on('completed', () => completed(1));
  worker.on('error', (error) => { throw error; });
  await worker.waitUntilReady();
  return {
    add: (id) => queue.add('call', { id, phone: '+12025550123', topic: 'billing' }),
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}
