package io.epochal.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportFormatTest {
    @ParameterizedTest
    @CsvSource({
        "model.keras, keras",
        "a/b.c/model.weights.h5, weights.h5",
        "model.h5, safetensors",
        "folder, safetensors",
        "model.keras/, safetensors",
        "best-{epoch:02d}.keras, keras"
    })
    void aNameAsksForAFormat(String name, String format) {
        assertThat(ExportFormat.of(name)).hasToString(format);
    }
}
