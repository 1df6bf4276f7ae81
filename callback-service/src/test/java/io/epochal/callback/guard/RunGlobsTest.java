package io.epochal.callback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.SpecException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunGlobsTest {
    @ParameterizedTest
    @CsvSource({
        "iris-*, iris-1, true",
        "iris-*, iris-, true",
        "iris-*, iris, false",
        "iris-*, my-iris-1, false",
        "iris-?, iris-1, true",
        "iris-?, iris-12, false",
        "*, anything, true",
        "**a*b**, xxaxxb, true",
        "*a*b, xxbxxa, false",
        "a.c, abc, false",
        "a.c, a.c, true",
        "iris, IRIS, false"
    })
    void fitsAsAShellWould(String glob, String run, boolean fits) {
        assertThat(new RunGlobs(List.of(glob)).fit(run)).isEqualTo(fits);
    }

    @Test
    void noneAreForAllRunsAndOneOfSeveralIsEnough() {
        assertThat(RunGlobs.ALL.fit("any")).isTrue();
        assertThat(new RunGlobs(List.of("a*", "b*")).fit("b1")).isTrue();
    }

    /** Against Java's regular expressions, with letters that often fit. */
    @Test
    void generatedOnesFitAsRegularExpressionsDo() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String glob = text(random, "ab*?", 8);
            String run = text(random, "ab", 10);
            Pattern same = Pattern.compile(glob.replace("?", ".").replace("*", ".*"));
            assertThat(new RunGlobs(List.of(glob)).fit(run))
                    .as("%s %s", glob, run)
                    .isEqualTo(same.matcher(run).matches());
        }
    }

    private static String text(Random random, String letters, int most) {
        return random.ints(1 + random.nextInt(most), 0, letters.length())
                .mapToObj(at -> letters.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    @Test
    void aHostileOneTakesNoTime() {
        String glob = "*a".repeat(60) + "b";
        assertThat(new RunGlobs(Collections.nCopies(32, glob)).fit("a".repeat(128)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "../*", "a\nb", "[a]", "é*"})
    void refusesWhatNoRunIsCalled(String glob) {
        assertThatThrownBy(() -> RunGlobs.check("runs", List.of(glob)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("runs must have letters");
    }

    @Test
    void refusesTooMany() {
        assertThatThrownBy(() -> RunGlobs.check("runs", Collections.nCopies(33, "a")))
                .hasMessageContaining("at most 32");
    }
}
