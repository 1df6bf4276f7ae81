package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.guard.TokenText;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardSettingsTest {
    @TempDir
    Path folder;

    @Test
    void aServiceThatKnowsNobodyDoesNotStart() {
        assertThatThrownBy(() -> new GuardSettings(Optional.empty(), false, true, false).begin(new StartupEvent()))
                .hasMessageContaining("EPOCHAL_TOKEN_FILE")
                .hasMessageContaining("QUARKUS_OIDC_TENANT_ENABLED")
                .hasMessageContaining("EPOCHAL_API_OPEN");
    }

    @Test
    void startsWhereItServesNobodyOrEverybodyOrHasAProvider() {
        assertThatCode(() -> {
                    new GuardSettings(Optional.empty(), false, false, false).begin(new StartupEvent());
                    new GuardSettings(Optional.empty(), true, true, false).begin(new StartupEvent());
                    new GuardSettings(Optional.empty(), false, true, true).begin(new StartupEvent());
                })
                .doesNotThrowAnyException();
    }

    @Test
    void severalServicesThatMakeTheFileHaveTheSameToken() throws Exception {
        Path file = folder.resolve("token");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<TokenText> read = () -> new TokenFile(file).readOrMake();
            List<Future<TokenText>> all =
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> read).toList());
            for (Future<TokenText> one : all) {
                assertThat(one.get()).isEqualTo(all.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "epochal_root_",
                "epochal_root_0 1",
                "epochal_ann0_secretaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aFileWithAnotherTextIsRefusedAndNotShown(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);
        assertThatThrownBy(() -> new TokenFile(file).readOrMake())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must hold one token")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aFileThatIsNoTokenFileIsNotReadWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "a".repeat(5000));
        assertThatThrownBy(() -> new TokenFile(file).readOrMake()).hasMessageContaining("more than 1024 bytes");
    }
}
