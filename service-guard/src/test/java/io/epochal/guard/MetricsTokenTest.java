package io.epochal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTokenTest {
    private static final String TEXT = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void isMadeOnceForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("metrics-token");
        MetricsToken made = MetricsToken.of(file);
        assertThat(made.text()).matches("[0-9a-f]{64}");
        assertThat(MetricsToken.of(file)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made).asString().doesNotContain(made.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "0123456789abcdef0123456789abcde", TEXT + "\nsecond", TEXT + " x", TEXT + "é"})
    void anotherTextIsRefusedAndNotShown(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("metrics-token"), text);
        assertThatThrownBy(() -> MetricsToken.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("openssl rand -hex 32")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void aFileThatCannotBeMadeNamesItsSetting() {
        assertThatThrownBy(() -> MetricsToken.of(folder.resolve("none/metrics-token")))
                .hasMessageContaining("EPOCHAL_METRICS_TOKEN_FILE names");
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer 0123456789abcdef0123456789abcdef, true",
        "bearer   0123456789abcdef0123456789abcdef, true",
        "Bearer 0123456789abcdef0123456789abcdeF, false",
        "Bearer 0123456789abcdef0123456789abcde, false",
        "Bearer 0123456789abcdef0123456789abcdef0, false",
        "0123456789abcdef0123456789abcdef, false",
        "Basic 0123456789abcdef0123456789abcdef, false",
        "Bearer, false",
        "'', false"
    })
    void admitsItsTextAlone(String header, boolean admitted) {
        assertThat(new MetricsToken(TEXT).admits(List.of(header))).isEqualTo(admitted);
    }

    @Test
    void oneHeaderIsOneCaller() {
        String header = "Bearer " + TEXT;
        assertThat(new MetricsToken(TEXT).admits(List.of())).isFalse();
        assertThat(new MetricsToken(TEXT).admits(List.of(header, header))).isFalse();
    }
}
