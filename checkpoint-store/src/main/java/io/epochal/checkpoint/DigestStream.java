package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes the SHA-256 of what is read. */
class DigestStream extends InputStream {
    private final InputStream in;
    private final MessageDigest digest = newDigest();
    private long size;

    DigestStream(InputStream in) {
        this.in = in;
    }

    /** What was read so far; called once. */
    final Manifest.Part part() {
        return new Manifest.Part(size, HexFormat.of().formatHex(digest.digest()));
    }

    /** Bytes so far. */
    final long size() {
        return size;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = in.read(into, from, length);
        if (count > 0) {
            digest.update(into, from, count);
            size += count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
