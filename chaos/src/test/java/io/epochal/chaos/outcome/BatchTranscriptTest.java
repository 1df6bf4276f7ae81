package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.BatchEnded;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTranscriptTest {
    private static final AttemptEvents FIRST = new AttemptEvents(1);
    private static final AttemptEvents SECOND = new AttemptEvents(2);

    @Test
    void aKilledAttemptMayNotPublishItsLastBatches() {
        assertThat(faults(
                        List.of(FIRST.batch(1, 0.9, 0), SECOND.batch(4, 0.6, 0)),
                        new AttemptSegment(1, 0, 3, false),
                        new AttemptSegment(2, 3, 4, true)))
                .isEmpty();
    }

    @Test
    void anAttemptThatEndedInOrderPublishesAllBatches() {
        assertThat(faults(
                        List.of(FIRST.batch(1, 0.9, 0), SECOND.batch(4, 0.6, 0)),
                        new AttemptSegment(1, 0, 3, true),
                        new AttemptSegment(2, 3, 4, true)))
                .singleElement()
                .asString()
                .contains("from step 2 to 3");
    }

    @Test
    void aGapIsAFaultUnlessTheBatchesWereCountedAsDropped() {
        AttemptSegment all = new AttemptSegment(1, 0, 4, true);

        assertThat(faults(List.of(FIRST.batch(1, 0.9, 0), FIRST.batch(4, 0.6, 0)), all))
                .singleElement()
                .asString()
                .contains("from step 2 to 3");
        assertThat(faults(List.of(FIRST.batch(1, 0.9, 0), FIRST.batch(4, 0.6, 2)), all))
                .isEmpty();
    }

    @Test
    void aMissingFirstBatchIsAFault() {
        assertThat(faults(List.of(FIRST.batch(2, 0.8, 0)), new AttemptSegment(1, 0, 2, true)))
                .hasSize(1);
    }

    @Test
    void aDuplicateBatchIsAFault() {
        assertThat(faults(List.of(FIRST.batch(1, 0.9, 0), FIRST.batch(1, 0.9, 0)), new AttemptSegment(1, 0, 1, true)))
                .singleElement()
                .asString()
                .contains("twice");
    }

    /** The first attempt continued on trial, and its trial was discarded. */
    @Test
    void aBatchCountsAsTheAttemptOfItsSegmentReportedIt() {
        BatchTranscript batches = BatchTranscript.of(
                List.of(FIRST.batch(1, 0.9, 0), FIRST.batch(2, 0.8, 0), SECOND.batch(2, 0.7, 0)),
                List.of(new AttemptSegment(1, 0, 1, false), new AttemptSegment(2, 1, 2, true)));

        assertThat(batches.faults()).isEmpty();
        assertThat(batches.batches().get(2L)).contains("0.7");
    }

    private static List<String> faults(List<BatchEnded> log, AttemptSegment... segments) {
        return BatchTranscript.of(log, List.of(segments)).faults();
    }
}
