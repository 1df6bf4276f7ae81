package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint of any released version can be resumed: {@code state.json} keeps its form, byte for byte. */
class StateFileTest {
    @ParameterizedTest
    @ValueSource(strings = {"epoch-ended", "batch-reached", "between-batches"})
    void whatIsReadIsWrittenAgainByteForByte(String name) throws IOException {
        byte[] golden = Files.readAllBytes(Path.of("src/test/resources/state", name + ".json"));

        byte[] written = StateFile.write(StateFile.read(new ByteArrayInputStream(golden)));

        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(new String(golden, StandardCharsets.UTF_8));
    }
}
