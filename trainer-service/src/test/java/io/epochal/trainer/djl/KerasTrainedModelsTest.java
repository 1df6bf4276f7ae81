package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models that Keras 3.15.1 saved and trained: trained here from the same file, on the same rows, they have the same history, and in the end
 * the same weights and predictions. Each folder has the model, its rows, the run spec, and what Keras' training gave.
 */
@Tag("slow")
class KerasTrainedModelsTest {
    private static final Path FOLDERS = Path.of("src/test/resources/keras-training");

    @TempDir
    private static Path cache;

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(FOLDERS)) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void haveTheHistoryThatKerasGaveThem(Path folder) throws IOException {
        assertThat(KerasCases.differences(folder, cache)).isEmpty();
    }

    @Test
    void areThere() throws IOException {
        assertThat(folders()).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void anotherNumberIsNoticed() {
        assertThat(compared(0.4, 0.4003)).isEmpty();
        assertThat(compared(0.4, 0.4005)).isEqualTo("loss[1] is 0.4005, expected 0.4");
        assertThat(compared(0.01, 0.01004)).isEmpty();
        assertThat(compared(0.01, 0.01006)).isNotEmpty();
        assertThat(compared(0.4, Double.NaN)).isNotEmpty();
        assertThat(KerasAgreement.histories(Map.of("loss", List.of(1.0)), Map.of()))
                .startsWith("names ");
        assertThat(KerasAgreement.histories(Map.of("loss", List.of(1.0, 1.0)), Map.of("loss", List.of(1.0))))
                .startsWith("loss has 1 values");
    }

    @Test
    void anotherWeightIsNoticed() {
        assertThat(weights("sequential/dense/bias", 1.0005f)).isEmpty();
        assertThat(weights("dense/bias", 1.01f)).isEqualTo("dense/bias[1] is 1.0, expected 1.0099999904632568");
        assertThat(weights("sequential/other/bias", 1)).startsWith("names ");
    }

    private static String weights(String path, float second) {
        return KerasAgreement.tensors(Map.of(path, new float[] {0, second}), Map.of("dense/bias", new float[] {0, 1}));
    }

    private static String compared(double expected, double found) {
        return KerasAgreement.histories(Map.of("loss", List.of(1.0, expected)), Map.of("loss", List.of(1.0, found)));
    }
}
