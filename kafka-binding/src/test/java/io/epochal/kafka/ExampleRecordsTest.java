package io.epochal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleRecordsTest {
    static Message[] examples() {
        return new Message[] {ExampleRecords.epochEnded(), ExampleRecords.verdict()};
    }

    /** As strictly as a service reads what it receives. */
    @ParameterizedTest
    @MethodSource("examples")
    void isWhatAServiceReads(Message example) throws Exception {
        assertThat(Records.read(ExampleRecords.received(example))).isEqualTo(example);
    }
}
