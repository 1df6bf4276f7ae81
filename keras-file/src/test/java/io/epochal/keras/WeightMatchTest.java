package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WeightMatchTest {
    private static final List<WeightPath> KERAS =
            paths("sequential/dense/kernel", "sequential/dense/bias", "sequential/dense_1/kernel");

    private static List<WeightPath> paths(String... keras) {
        return Stream.of(keras)
                .map(path -> new WeightPath(path, "layers/" + path, true))
                .toList();
    }

    @Test
    void weightsMatchInTheirOrderWhateverTheModelsAreCalled() throws KerasFileException {
        assertThat(WeightMatch.of(KERAS, List.of("a/kernel", "a/bias", "inner/b/kernel")))
                .containsExactlyEntriesOf(map(
                        "a/kernel", "sequential/dense/kernel",
                        "a/bias", "sequential/dense/bias",
                        "inner/b/kernel", "sequential/dense_1/kernel"));
    }

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void statesOfRandomGeneratorsAreNoWeights() throws KerasFileException {
        List<WeightPath> keras =
                paths("m/dense/kernel", "m/dropout/seed_generator/seed_generator_state", "m/dense/bias");

        assertThat(WeightMatch.isSeed(keras.get(1))).isTrue();
        assertThat(WeightMatch.of(keras, List.of("dense/kernel", "dense/bias")))
                .containsEntry("dense/bias", "m/dense/bias")
                .hasSize(2);
    }

    @Test
    void aSecondWeightOfTheSameNameIsTheSameKind() throws KerasFileException {
        assertThat(WeightMatch.of(paths("m/dense/kernel"), List.of("dense/kernel#2")))
                .containsEntry("dense/kernel#2", "m/dense/kernel");
    }

    @Test
    void listsThatDoNotAgreeAreSaid() {
        assertThatThrownBy(() -> WeightMatch.of(KERAS, List.of("a/kernel", "a/gamma", "b/kernel")))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("weight number 1 is sequential/dense/bias; right is a/gamma");
        assertThatThrownBy(() -> WeightMatch.of(KERAS, List.of("a/kernel", "a/bias", "b/kernel", "b/bias")))
                .hasMessageContaining("weight number 3 is missing; right is b/bias");
        assertThatThrownBy(() -> WeightMatch.of(KERAS, List.of("a/kernel", "a/bias")))
                .hasMessageContaining("a weight too much: sequential/dense_1/kernel");
    }
}
