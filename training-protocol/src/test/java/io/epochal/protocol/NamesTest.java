package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"mnist-cnn-20261124-114359-2683", "a", "_x.y-z", "0", "a.b.c"})
    void takesAnIdentifier(String name) {
        assertThat(Identifier.check("name", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-x",
                ".x",
                "..",
                "a..b",
                "../x",
                "/x",
                "a/b",
                "a b",
                "modèle",
                "a\nb",
                "a\u0000b",
                "a\u001b[31m",
                "\ud800",
                "victim/attempts/x",
                "a\\b",
                "a:b",
                "*",
                "~"
            })
    void refusesWhatIsNoIdentifierAndSaysWhatWouldBeRight(String name) {
        assertThatThrownBy(() -> Identifier.check("name", name))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("name must be 1 to 128 letters")
                .hasMessageMatching("\\P{Cc}*");
    }

    @Test
    void refusesALongIdentifierAndNone() {
        assertThat(Identifier.isValid("x".repeat(128))).isTrue();
        assertThat(Identifier.isValid("x".repeat(129))).isFalse();
        assertThat(Identifier.isValid(null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "./best.keras, best.keras",
        "logs//e1, logs/e1",
        "checkpoints/, checkpoints",
        "a/../b, b",
        "/tmp/ckpt/checkpoint.model.keras, tmp/ckpt/checkpoint.model.keras",
        "modèle é, modèle é",
        "weights.01-0.25.keras, weights.01-0.25.keras",
        "...x, ...x",
    })
    void normalizesACheckpointsNameAsPythonDoesAPath(String written, String name) {
        assertThat(CheckpointPath.choose("filepath", written)).isEqualTo(name);
        assertThat(CheckpointPath.normalize("filepath", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "//",
                "./",
                "../x",
                "a/../../b",
                "/../x",
                "a\u0000b",
                "a\\..\\b",
                "a\nb",
                "final",
                "./final",
                "/start",
                "cancelled",
                "stopped_early",
                "x/../failed",
                "completed"
            })
    void refusesACheckpointsNameThatLeadsOutOrIsTheTrainersOwn(String written) {
        assertThatThrownBy(() -> CheckpointPath.choose("filepath", written))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("filepath m");
    }

    @Test
    void refusesALongPathAndALongPart() {
        assertThatThrownBy(() -> CheckpointPath.choose("filepath", "x".repeat(201)))
                .isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> CheckpointPath.choose("filepath", "x/".repeat(400) + "y"))
                .isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> CheckpointPath.choose("filepath", "é".repeat(101)))
                .isInstanceOf(SpecException.class);
    }

    @Test
    void aFilesNameIsNotAbsolute() {
        assertThatThrownBy(() -> RelativePath.normalize("filename", "/etc/passwd"))
                .isInstanceOf(SpecException.class);
    }

    @Tag("slow")
    @Test
    void whatAnyTextIsNormalizedToStaysInTheFolderAndIsNormal() {
        Random random = new Random(1);
        String[] parts = {"..", ".", "/", "//", "a", "é", "\\", "\u0000", " ", "\ud83d\ude00", "\ud800", "final", "x.y"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder written = new StringBuilder();
            random.ints(random.nextInt(8), 0, parts.length).forEach(part -> written.append(parts[part]));
            try {
                String name = CheckpointPath.choose("filepath", written.toString());
                assertThat(Path.of("/runs/x").resolve(name).normalize()).startsWithRaw(Path.of("/runs/x"));
                assertThat(CheckpointPath.choose("filepath", name)).isEqualTo(name);
            } catch (SpecException e) {
                assertThat(e.getMessage()).hasSizeLessThan(1001);
            }
        }
    }

    @Test
    void aMessageIsShortAndPrintableWhateverWasFound() {
        List<Object> circle = new ArrayList<>();
        circle.add(Map.of("again", circle));
        Map<String, Object> deep = new HashMap<>();
        Map<String, Object> inner = deep;
        for (int i = 0; i < 100_000; i++) {
            Map<String, Object> next = new HashMap<>();
            inner.put("k", next);
            inner = next;
        }
        for (Object found : List.of(
                circle,
                deep,
                "x".repeat(400_000),
                "\u001b[2J\n",
                List.of("y".repeat(400_000)),
                "\ud83d\ude00".repeat(300))) {
            assertThat(new SpecException("z".repeat(10_000), "must be right", found).getMessage())
                    .hasSizeLessThan(1001)
                    .matches("\\P{Cc}*");
        }
        assertThat(new SpecException("a", "must be two numbers", List.of(1, 2, "x")))
                .hasMessage("a must be two numbers; found [1, 2, x]");
    }
}
