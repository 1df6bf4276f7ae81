package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
    /** Of the three bytes "abc", FIPS 180-2. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final ObjectStore store = new InMemoryObjectStore();
    private final Inputs inputs = new Inputs(store);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(folder.resolve("abc"), "abc");
    }

    @Test
    void aDigestIsTheSha256OfTheContent() throws IOException {
        assertThat(Inputs.digest(file)).isEqualTo(ABC);
    }

    @Test
    void whatIsStoredIsFoundByItsDigest() throws IOException {
        assertThat(inputs.has(ABC)).isFalse();
        assertThat(inputs.open(ABC)).isEmpty();

        inputs.put(ABC, file, read -> {});

        assertThat(inputs.has(ABC)).isTrue();
        assertThat(store.list("")).containsExactly("inputs/sha256/" + ABC);
        try (InputStream in = inputs.open(ABC).orElseThrow()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("abc");
        }
    }

    @Test
    void aSecondTimeLeavesWhatIsThere() throws IOException {
        inputs.put(ABC, file, read -> {});
        Files.writeString(file, "changed since its digest was taken");

        inputs.put(ABC, file, read -> {});

        try (InputStream in = inputs.open(ABC).orElseThrow()) {
            assertThat(in.readAllBytes()).hasSize(3);
        }
    }

    @Test
    void tellsHowMuchWasRead() throws IOException {
        byte[] large = new byte[200_000];
        Path much = Files.write(folder.resolve("much"), large);
        List<Long> read = new ArrayList<>();

        inputs.put(Inputs.digest(much), much, read::add);

        assertThat(read).isSorted().endsWith((long) large.length);
    }

    /** What is no digest is no key: nobody leads it to other objects. */
    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "../../runs/r-1/state.json"})
    void whatIsNoDigestIsRefused(String digest) {
        assertThatThrownBy(() -> inputs.open(digest)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> inputs.has(digest)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> inputs.put(digest, file, read -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDigestHasLowerCaseLetters() {
        assertThatThrownBy(() -> inputs.has(ABC.toUpperCase(Locale.ROOT))).isInstanceOf(IllegalArgumentException.class);
    }
}
