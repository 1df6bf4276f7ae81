package io.epochal.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows are decoded in the order in which they will be read, and no more of them than allowed. */
class DecodedAheadTest {
    private final AtomicInteger decoded = new AtomicInteger();

    private float[] decode(int row) throws IOException {
        decoded.incrementAndGet();
        if (row == 13) {
            throw new IOException("row 13 is broken");
        }
        return new float[] {row};
    }

    @Test
    void noMoreRowsAreHeldThanAllowed() throws IOException {
        try (DecodedAhead ahead = new DecodedAhead(this::decode, 2, 3)) {
            ahead.begin(IntStream.range(20, 30).toArray());
            for (int row = 20; row < 30; row++) {
                assertThat(ahead.size()).isEqualTo(Math.min(3, 30 - row));
                assertThat(DecodedAhead.await(ahead.take(row))).containsExactly(row);
            }
            assertThat(decoded).hasValue(10);
        }
    }

    @Test
    void rowsThatWereNotAnnouncedAreReadAllTheSame() throws IOException {
        try (DecodedAhead ahead = new DecodedAhead(this::decode, 1, 2)) {
            ahead.begin(new int[] {1, 2, 3});
            assertThat(DecodedAhead.await(ahead.take(9))).containsExactly(9);
            assertThat(DecodedAhead.await(ahead.take(2))).containsExactly(2);
            assertThat(DecodedAhead.await(ahead.take(2))).containsExactly(2);
            assertThat(ahead.size()).isEqualTo(2);
        }
    }

    @Test
    void anotherOrderReplacesTheOneBefore() throws IOException {
        try (DecodedAhead ahead = new DecodedAhead(this::decode, 1, 5)) {
            ahead.begin(new int[] {1, 2, 3});
            ahead.begin(new int[] {4});
            assertThat(ahead.size()).isEqualTo(1);
            assertThat(DecodedAhead.await(ahead.take(1))).containsExactly(1);
        }
    }

    @Test
    void aRowThatIsBrokenIsSaidWhenItIsRead() {
        try (DecodedAhead ahead = new DecodedAhead(this::decode, 1, 5)) {
            ahead.begin(new int[] {12, 13});
            assertThatThrownBy(() -> DecodedAhead.await(ahead.take(13))).hasMessage("row 13 is broken");
        }
    }
}
