package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactFolderTest {
    @ParameterizedTest
    @CsvSource({
        "best, checkpoints/best",
        "weights.01-0.25.keras, checkpoints/weights.01-0.25.keras",
        "deep/best, checkpoints/deep-best-",
        ".hidden, checkpoints/hidden-",
    })
    void aNameThatNeedsNoEscapeIsTheFolders(String name, String folder) {
        assertThat(ArtifactFolder.of(name)).startsWith(folder);
    }

    @Test
    void namesThatLookAlikeHaveTheirOwn() {
        assertThat(ArtifactFolder.of("a/b"))
                .isNotEqualTo(ArtifactFolder.of("a b"))
                .isNotEqualTo(ArtifactFolder.of("a-b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/../b", "%2e%2e", "a?b#c", "\u00e9t\u00e9", "x\"y", "a;b"})
    void noNameLeadsElsewhere(String name) {
        ArtifactPath path = ArtifactPath.of("mlflow-artifacts:/1/id/artifacts", ArtifactFolder.of(name))
                .orElseThrow();
        assertThat(path.text()).matches("1/id/artifacts/checkpoints/[A-Za-z0-9_-][A-Za-z0-9._-]*");
    }

    @Test
    void aLongNameIsCutAndStaysItsOwn() {
        assertThat(ArtifactFolder.of("x".repeat(600)))
                .hasSizeLessThan(130)
                .isNotEqualTo(ArtifactFolder.of("x".repeat(599)));
    }
}
