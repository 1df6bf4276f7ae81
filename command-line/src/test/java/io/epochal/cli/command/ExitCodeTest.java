package io.epochal.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RunStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({"COMPLETED, 0", "STOPPED_EARLY, 0", "FAILED, 1", "CANCELLED, 130"})
    void exitsAsScriptsExpect(RunStatus status, int code) {
        assertThat(ExitCode.of(status)).isEqualTo(code);
    }
}
