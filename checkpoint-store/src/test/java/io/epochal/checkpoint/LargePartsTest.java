package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a checkpoint that should not be in memory as a whole. */
@Tag("slow")
class LargePartsTest {
    private static final long SIZE = 48L << 20;
    private static final CheckpointId ID = new CheckpointId(0, 1, 100, true);

    @TempDir
    private Path folder;

    @Test
    void oneIsStoredVerifiedAndReadWithoutMemoryOfItsSize() throws IOException {
        Checkpoints checkpoints = new Checkpoints(new FolderObjectStore(folder), "run");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        checkpoints.save(ID, Map.of("weights", new Zeros()));
        Checkpoint newest = checkpoints.newest().checkpoint().orElseThrow();
        try (InputStream in = checkpoints.open(newest, "weights")) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(SIZE);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(SIZE / 4);
    }

    @Test
    void theLastBytesOfOneThatHasChangedAreNotGivenOut() throws IOException {
        InMemoryObjectStore store = new InMemoryObjectStore();
        Checkpoints checkpoints = new Checkpoints(store, "run");
        byte[] bytes = new byte[3 << 20];
        Checkpoint saved = checkpoints.save(ID, Map.of("weights", Content.of(bytes)));
        byte[] changed = bytes.clone();
        changed[5] = 1;
        store.put(saved.key() + "/weights", Content.of(changed));

        try (InputStream in = checkpoints.open(saved, "weights")) {
            assertThat(in.readNBytes(bytes.length - 1)).hasSize(bytes.length - 1);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("SHA-256");
        }
        store.put(saved.key() + "/weights", Content.of(new byte[2 << 20]));
        try (InputStream in = checkpoints.open(saved, "weights")) {
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("2097152 bytes");
        }
        store.put(saved.key() + "/weights", Content.of(new byte[4 << 20]));
        try (InputStream in = checkpoints.open(saved, "weights")) {
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("its manifest expects 3145728");
        }
        assertThat(new Checkpoints(store, "run").newest().skipped()).hasSize(1);
    }

    @Test
    void whatAStoreHasReadTwiceIsHashedOnce() throws IOException {
        DigestedContent content = new DigestedContent(Content.of(new byte[] {1, 2, 3}));
        try (InputStream brokenOff = content.open()) {
            assertThat(brokenOff.read()).isEqualTo(1);
            assertThatThrownBy(() -> content.part("key")).hasMessageContaining("read 1 of 3 bytes");
        }
        try (InputStream again = content.open()) {
            assertThat(again.readAllBytes()).hasSize(3);
        }

        assertThat(content.part("key"))
                .isEqualTo(new Manifest.Part(3, "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"));
    }

    /** Bytes that are nowhere. */
    private static final class Zeros implements Content {
        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long left = SIZE;

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    int count = (int) Math.min(left, length);
                    left -= count;
                    return count == 0 && length > 0 ? -1 : count;
                }
            };
        }
    }
}
