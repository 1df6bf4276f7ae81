package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that MLflow takes stay as they are, and all others become such. */
class MlflowNamesTest {
    @ParameterizedTest
    @CsvSource({
        "val_loss, val_loss",
        "batch/loss, batch/loss",
        "f1 (macro), f1 _macro_",
        "a:b, a_b",
        "'', _",
        "., _.",
        ".., _..",
        "../../x, _../_../x",
        "/a//b/, _/a/_/b/_",
        "...a, ...a",
        "точность, точность"
    })
    void isTaken(String name, String taken) {
        assertThat(MlflowNames.of(name)).isEqualTo(taken);
    }

    @Test
    void aLongOneIsCutBetweenTwoCharacters() {
        assertThat(MlflowNames.of("x".repeat(251))).hasSize(250);
        assertThat(MlflowNames.of("x".repeat(249) + "\ud801\udc00")).isEqualTo("x".repeat(249));
    }

    @Test
    void twoThatBecomeTheSameStayApart() {
        assertThat(MlflowNames.unlike(Set.of("a_"), "a?")).isEqualTo("a__2");
        assertThat(MlflowNames.unlike(Set.of("a_", "a__2"), "a?")).isEqualTo("a__3");
        String longest = "x".repeat(250);
        assertThat(MlflowNames.unlike(Set.of(longest), longest + "y")).isEqualTo("x".repeat(248) + "_2");
    }
}
