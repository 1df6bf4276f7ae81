package io.epochal.checkpoint;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The files that runs are trained with, each stored once under the SHA-256 of its content: {@code inputs/sha256/DIGEST}. */
public final class Inputs {
    private static final String PREFIX = "inputs/sha256/";

    private final ObjectStore store;

    public Inputs(ObjectStore store) {
        this.store = store;
    }

    /** Told how much of a file has been read. */
    public interface Progress {
        void read(long bytes);
    }

    /** The digest of a file, 64 hexadecimal digits. */
    public static String digest(Path file) throws IOException {
        return digest(file, bytes -> {});
    }

    /** The same; says after each block how many bytes have been read. */
    public static String digest(Path file, Progress progress) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(new Counted(Files.newInputStream(file), progress), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String key(String digest) {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a digest has 64 hexadecimal digits");
        }
        return PREFIX + digest;
    }

    public boolean has(String digest) throws IOException {
        return store.list(key(digest)).contains(key(digest));
    }

    /** Stores a file whose digest is known; a second time is no error. */
    public void put(String digest, Path file, Progress progress) throws IOException {
        long size = Files.size(file);
        var unused = store.putIfAbsent(key(digest), new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return new BufferedInputStream(new Counted(Files.newInputStream(file), progress), 1 << 16);
            }
        });
    }

    /** Empty where it is not stored; the caller closes the stream, and checks what it has read. */
    public Optional<InputStream> open(String digest) throws IOException {
        return store.get(key(digest));
    }

    /** The same bytes; says after each block how many have been read. */
    public static InputStream counted(InputStream in, Progress progress) {
        return new Counted(in, progress);
    }

    private static final class Counted extends FilterInputStream {
        private final Progress progress;
        private long bytes;

        Counted(InputStream in, Progress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int more) {
            bytes += more;
            progress.read(bytes);
        }
    }
}
