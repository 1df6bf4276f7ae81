package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StateUploadTest {
    private final StateUpload upload = new StateUpload();
    private final AtomicInteger stores = new AtomicInteger();

    @Test
    void isRequestedOnceAndStoredOnce() throws IOException {
        assertThat(upload.requested()).isFalse();
        assertThat(upload.request()).isTrue();
        assertThat(upload.request()).isFalse();
        assertThat(upload.unstored()).isTrue();

        upload.store(this::stored);
        upload.store(this::stored);

        assertThat(stores).hasValue(1);
        assertThat(upload.stored()).isPresent();
        assertThat(upload.unstored()).isFalse();
    }

    @Test
    void waitsForARetryBehindAnError() throws IOException {
        upload.request();
        assertThatThrownBy(() -> upload.store(() -> {
                    throw new IOException("no answer");
                }))
                .hasMessage("no answer");
        assertThat(upload.unstored()).isTrue();
        assertThat(upload.rejected()).isFalse();

        upload.store(this::stored);
        assertThat(upload.stored()).isPresent();
    }

    @Test
    void oneThatIsSkippedIsNotStored() throws IOException {
        upload.request();
        upload.skip();
        upload.store(this::stored);

        assertThat(stores).hasValue(0);
        assertThat(upload.unstored()).isFalse();
    }

    @Test
    void oneThatTheStoreRejectsIsNotRetriedAndStaysUnstoredUntilItIsDiscarded() throws IOException {
        upload.request();
        assertThatThrownBy(() -> upload.store(() -> {
                    throw new StoreRefusal("no such key", new IllegalArgumentException("key"));
                }))
                .isInstanceOf(StoreRefusal.class);
        upload.store(this::stored);

        assertThat(stores).hasValue(0);
        assertThat(upload.rejected()).isTrue();
        assertThat(upload.unstored()).isTrue();
        upload.discard();
        assertThat(upload.unstored()).isFalse();
    }

    @Test
    void aStoredStateIsNeitherSkippedNorRequestedAgain() throws IOException {
        upload.storedAs(stored());
        upload.skip();

        assertThat(upload.request()).isFalse();
        assertThat(upload.requested()).isTrue();
        assertThat(upload.stored()).isPresent();
    }

    private Checkpoint stored() throws IOException {
        stores.incrementAndGet();
        return new Checkpoints(new InMemoryObjectStore(), "run")
                .save(new CheckpointId(0, 1, 3, true), Map.of("state.json", Content.of(new byte[] {1})));
    }
}
