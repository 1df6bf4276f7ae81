package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RunSummary.Span;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunPartsTest {
    private static final Span SPAN = new Span("training.events", "id", 0, 10, 20);

    @ParameterizedTest
    @CsvSource({"0, 10", "10, 10", "15, 15", "20, 20", "21, 50", "49, 50", "50, 50", "60, 60"})
    void whatOthersHaveBetweenTheRunsRecordsIsPassedOver(long offset, long expected) {
        assertThat(RunParts.of(SPAN, 50).within(0, 100).from(offset)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "49, 50", "50, 50", "60, 60"})
    void aRunThatIsNotSummarizedIsBehindTheSummaries(long offset, long expected) {
        assertThat(RunParts.of(null, 50).within(0, 100).from(offset)).isEqualTo(expected);
    }

    /** A log that was cut short, or whose retention has passed the recorder. */
    @ParameterizedTest
    @CsvSource({"0, 49", "51, 100", "0, 15"})
    void offsetsThatCannotBeOfThisLogMeanNothing(long beginning, long end) {
        RunParts parts = RunParts.of(SPAN, 50).within(beginning, end);

        assertThat(parts).isEqualTo(RunParts.WHOLE);
        assertThat(parts.from(30)).isEqualTo(30);
    }
}
