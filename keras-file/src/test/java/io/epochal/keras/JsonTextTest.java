package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":NaN}",
                "{\"a\":[Infinity,-Infinity]}",
                "{\"a\":1.0E-7,\"b\":12345678901234567890,\"c\":null,\"d\":true}",
                "{\"b\":\"ä\",\"a\":{}}"
            })
    void whatPythonReadsIsReadAndWrittenAgain(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThat(JsonText.format(JsonText.parse("test", bytes)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(json);
    }
}
