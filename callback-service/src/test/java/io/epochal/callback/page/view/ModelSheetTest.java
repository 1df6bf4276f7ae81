package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelSheetTest {
    private static final Map<String, Object> CONVOLUTION =
            Map.of("type", "Conv2D", "filters", 32, "kernel_size", List.of(3, 3));

    private static RunSpec spec(Object... layers) {
        return RunSpec.of(Map.of(
                "data",
                Map.of("type", "idx", "dataset", "mnist"),
                "model",
                Map.of("layers", List.of(layers)),
                "batch_size",
                64));
    }

    /** The numbers are those of Keras' {@code summary()}. */
    @Test
    void saysWhatKerasSummarySays() {
        RunSpec spec = spec(
                CONVOLUTION,
                Map.of("type", "BatchNormalization"),
                Map.of("type", "Flatten"),
                Map.of("type", "Dense", "units", 10));

        ModelSheet sheet = ModelSheet.of(spec, List.of(List.of(28, 28, 1)));

        assertThat(sheet.layers())
                .extracting(line -> line.name() + " " + line.shape() + " " + line.parameters())
                .containsExactly(
                        "conv2d 26 × 26 × 32 320",
                        "batch_normalization 26 × 26 × 32 128",
                        "flatten 21632 0",
                        "dense 10 216,330");
        assertThat(sheet.facts())
                .contains("input 28 × 28 × 1", "216,778 parameters, 216,714 of them trained", "batch_size 64");
    }

    @Test
    void beforeTheDataAreKnownItHasTheLayersOnly() {
        assertThat(ModelSheet.of(spec(CONVOLUTION), List.of()).layers())
                .containsExactly(new ModelSheet.LayerLine("conv2d", "Conv2D", "-", "-"));
    }

    @Test
    void rowsThatDoNotFitAreNoFailure() {
        assertThat(ModelSheet.of(spec(CONVOLUTION), List.of(List.of(4))).layers())
                .containsExactly(new ModelSheet.LayerLine("conv2d", "Conv2D", "-", "-"));
    }

    @Test
    void aLongModelIsCut() {
        List<Object> layers = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            layers.add(Map.of("type", "Dense", "units", 4));
        }

        ModelSheet sheet = ModelSheet.of(spec(layers.toArray()), List.of(List.of(4)));
        assertThat(sheet.layers()).hasSize(200);
        assertThat(sheet.facts()).contains("18,000 parameters");
    }
}
