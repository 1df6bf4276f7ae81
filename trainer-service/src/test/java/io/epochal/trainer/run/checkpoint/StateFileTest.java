package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.run.port.Engine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint of any released version can be resumed: {@code state.json} keeps its form, byte for byte. */
class StateFileTest {
    private static final Path FILES = Path.of("src/test/resources/state");

    @ParameterizedTest
    @ValueSource(strings = {"epoch-ended", "batch-reached", "between-batches"})
    void whatIsReadIsWrittenAgainByteForByte(String name) throws IOException {
        byte[] golden = Files.readAllBytes(FILES.resolve(name + ".json"));

        byte[] written = StateFile.write(StateFile.read(new ByteArrayInputStream(golden)));

        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(new String(golden, StandardCharsets.UTF_8));
    }

    /** They knew one metric, the accuracy, one kind of data and one input; everything else is as it is now. */
    @ParameterizedTest
    @ValueSource(strings = {"epoch-ended", "batch-reached", "between-batches"})
    void whatEarlierVersionsWroteIsRead(String name) throws IOException {
        SavedState earlier = read("one-metric/" + name);
        SavedState now = read(name);

        assertThat(new SavedState(
                        now.spec(),
                        earlier.attempt(),
                        earlier.sequence(),
                        earlier.point(),
                        earlier.seconds(),
                        earlier.state(),
                        earlier.engine()))
                .isEqualTo(new SavedState(
                        now.spec(),
                        now.attempt(),
                        now.sequence(),
                        now.point(),
                        now.seconds(),
                        now.state(),
                        new Engine.Facts(
                                now.engine().threads(), now.engine().device(), List.of(), Preprocessing.NONE)));
        assertThat(Wire.JSON.<JsonNode>valueToTree(earlier.spec())).isEqualTo(Wire.JSON.valueToTree(now.spec()));
    }

    private static SavedState read(String name) throws IOException {
        return StateFile.read(new ByteArrayInputStream(Files.readAllBytes(FILES.resolve(name + ".json"))));
    }
}
