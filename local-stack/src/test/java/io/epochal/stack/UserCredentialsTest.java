package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCredentialsTest {
    private static final String ONE = "http://127.0.0.1:1";
    private static final String OTHER = "http://127.0.0.1:2";

    @TempDir
    Path folder;

    private UserCredentials credentials() {
        return UserCredentials.of(
                Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString()));
    }

    @Test
    void areOfExactlyOneAddressAndReadableForTheirOwnerOnly() throws IOException {
        assertThat(credentials().find(ONE)).isEmpty();
        credentials().put(ONE, "a");
        credentials().put(OTHER, "b");
        assertThat(credentials().find(ONE)).contains("a");
        assertThat(credentials().find("http://localhost:1")).isEmpty();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(credentials().file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(credentials().folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void aTokenIsRemovedUnderEachAddressThatAStackHasHad() throws IOException {
        credentials().put(ONE, "a");
        credentials().put(OTHER, "a");
        credentials().put("http://127.0.0.1:3", "b");
        credentials().remove("a");
        assertThat(credentials().find(ONE)).isEmpty();
        assertThat(credentials().find(OTHER)).isEmpty();
        assertThat(credentials().find("http://127.0.0.1:3")).contains("b");
    }

    @Test
    void removingWhatIsNotThereMakesNoFile() throws IOException {
        credentials().remove("a");
        assertThat(folder.resolve("config")).doesNotExist();
    }

    @Test
    void aBrokenFileIsKeptAndNotShown() throws IOException {
        credentials().put(ONE, "a");
        Files.writeString(credentials().file(), "{\"secret");
        assertThatThrownBy(() -> credentials().put(OTHER, "b"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("credentials.json must be a JSON object")
                .hasMessageNotContaining("secret");
        assertThat(credentials().file()).hasContent("{\"secret");
    }

    @Test
    void areInTheHomeFolderWhereNothingElseIsSaid() {
        assertThat(UserCredentials.of(Map.of("XDG_CONFIG_HOME", " ")).file())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".config", "epochal", "credentials.json"));
    }
}
