package io.epochal.callback.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTextTest {
    @ParameterizedTest
    @CsvSource({"cpu(), 1, cpu with 1 thread", "cpu, 2, cpu with 2 threads", "gpu(0), 4, gpu(0) with 4 threads"})
    void namesDeviceAndThreads(String device, int threads, String text) {
        assertThat(AttemptText.place(device, " with ", threads)).isEqualTo(text);
    }
}
