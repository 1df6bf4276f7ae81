package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFileLimitTest {
    @ParameterizedTest
    @CsvSource({
        "64, 20",
        "256, 25",
        "1024, 102",
        "4096, 409",
        "20000, 1000",
        "1048576, 1000",
        "9223372036854775807, 1000"
    })
    void recordingsTakeAShareOfTheFilesThatTheProcessMayOpen(long files, int recordings) {
        assertThat(OpenFileLimit.of(files)).isEqualTo(recordings);
    }

    @Test
    void thisProcessMayHaveSomeOpen() {
        assertThat(OpenFileLimit.recordings()).isBetween(20, 1000);
    }
}
