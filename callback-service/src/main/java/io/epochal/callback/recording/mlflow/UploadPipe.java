package io.epochal.callback.recording.mlflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What one thread writes and another reads, a few pieces apart. Neither waits for the other longer than this allows. */
final class UploadPipe {
    private static final int PIECES = 8;
    private static final int LARGEST = 1 << 16;
    private static final byte[] END = new byte[0];
    private static final byte[] BROKEN = new byte[0];

    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
    private final long patience;
    private volatile boolean abandoned;

    UploadPipe(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** Nobody reads any more: who writes fails. */
    void abandon() {
        abandoned = true;
        pieces.clear();
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** All is written. */
    void finish() throws IOException {
        put(END);
    }

    /** What was written is no whole; who reads fails. */
    void breakOff() {
        pieces.clear();
        var unused = pieces.offer(BROKEN);
    }

    OutputStream in() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                for (int at = from; at < from + length; at += LARGEST) {
                    put(Arrays.copyOfRange(bytes, at, Math.min(from + length, at + LARGEST)));
                }
            }
        };
    }

    private void put(byte[] piece) throws IOException {
        try {
            long end = System.nanoTime() + patience;
            while (!abandoned) {
                if (pieces.offer(piece, 100, TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (System.nanoTime() - end > 0) {
                    abandon();
                }
            }
            throw new IOException("nobody reads what is uploaded");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was uploaded");
        }
    }

    InputStream out() {
        return new InputStream() {
            private byte[] piece = END;
            private int at;
            private boolean over;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                while (at == piece.length && !over) {
                    next();
                }
                if (over) {
                    return -1;
                }
                int count = Math.min(length, piece.length - at);
                System.arraycopy(piece, at, into, from, count);
                at += count;
                return count;
            }

            @SuppressWarnings("ReferenceEquality")
            private void next() throws IOException {
                piece = take();
                at = 0;
                over = piece == END;
                if (piece == BROKEN) {
                    throw new IOException("what is uploaded could not be read to its end");
                }
            }
        };
    }

    private byte[] take() throws IOException {
        try {
            byte[] piece = pieces.poll(patience, TimeUnit.NANOSECONDS);
            return piece == null ? BROKEN : piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was uploaded");
        }
    }
}
