package io.epochal.callback.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.epochal.callback.api.log.EventLog.Extent;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamStartTest {
    private static final Extent LOG = new Extent(2, 10, 20);

    @ParameterizedTest
    @CsvSource({
        "beginning,, 10",
        "end,, 20",
        "2-10,, 10",
        "2-19,, 19",
        "beginning, 2-12, 13",
        "end, 2-19, 20",
        "beginning, 2-9, 10",
        "2-15, '', 15",
    })
    void isTheFirstOffsetThatTheReaderGets(String from, String lastEventId, long first) {
        assertThat(StreamStart.read(from, lastEventId).first(LOG)).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "2-20,, 400, '2-20 is not in the run''s log, which goes from 2-10 to below 2-20'",
        "1-15,, 400, '1-15 is not in the run''s log'",
        "beginning, 2-20, 400, '2-20 is not in the run''s log'",
        "2-9,, 410, 'Kafka has deleted what was below 2-10'",
        "beginning, 2-8, 410, 'Kafka has deleted what was below 2-10, so events behind 2-8 may be missing'",
    })
    void aPlaceThatTheLogDoesNotHaveIsNoSilentOtherOne(String from, String last, int status, String detail) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> StreamStart.read(from, last).first(LOG))
                .withMessageStartingWith(detail)
                .satisfies(
                        problem -> assertThat(problem.getResponse().getStatus()).isEqualTo(status));
    }

    @Test
    void aPlaceIsReadAsItIsWritten() {
        LogPosition position = new LogPosition(3, 1742);
        assertThat(LogPosition.parse(position.toString())).hasValue(position);
        assertThat(LogPosition.parse("3-")).isEmpty();
        assertThat(LogPosition.parse("3--1")).isEmpty();
        assertThat(LogPosition.parse("1742")).isEmpty();
    }
}
