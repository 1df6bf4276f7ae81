package io.epochal.trainer.data.image;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Decodes images on threads of its own, ahead of the order in which they will be read, but never more than so many ahead. */
final class DecodedAhead implements AutoCloseable {
    private final Decoding decoding;
    private final ExecutorService threads;
    private final int most;
    private final Map<Integer, Future<float[]>> ahead = new HashMap<>();
    private int[] order = {};
    private int next;

    /** Makes the numbers of a row. */
    interface Decoding {
        float[] decode(int row) throws IOException;
    }

    /** @param most rows that are decoded and not yet taken */
    DecodedAhead(Decoding decoding, int threads, int most) {
        this.decoding = decoding;
        this.most = most;
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "images");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins another order; what was decoded for the one before is dropped. */
    synchronized void begin(int[] rows) {
        ahead.values().forEach(decoded -> decoded.cancel(false));
        ahead.clear();
        order = rows.clone();
        next = 0;
        advance();
    }

    private void advance() {
        for (; next < order.length && ahead.size() < most; next++) {
            ahead.computeIfAbsent(order[next], this::submit);
        }
    }

    private Future<float[]> submit(int row) {
        return threads.submit(() -> decoding.decode(row));
    }

    /** The row, which is then decoded or being decoded. */
    synchronized Future<float[]> take(int row) {
        Future<float[]> decoded = ahead.remove(row);
        advance();
        return decoded == null ? submit(row) : decoded;
    }

    /** How many rows are held. */
    synchronized int size() {
        return ahead.size();
    }

    /** Waits for a row. */
    static float[] await(Future<float[]> decoded) throws IOException {
        try {
            return decoded.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException("an image cannot be decoded", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an image was decoded", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
