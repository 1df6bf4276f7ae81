package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@Timeout(60)
class YamlDocumentTest {
    @Test
    void readsNumbersInScientificNotation() throws Exception {
        assertThat(YamlDocument.parse(
                                "{a: 1e-7, b: 1.5, c: 17, d: '1e-7', e: true, f: null, g: .nan, h: 2026-01-01, on: 3}")
                        .values())
                .containsEntry("a", 1e-7)
                .containsEntry("b", 1.5)
                .containsEntry("c", 17)
                .containsEntry("d", "1e-7")
                .containsEntry("e", true)
                .containsEntry("f", null)
                .containsEntry("g", Double.NaN)
                .containsEntry("h", "2026-01-01")
                .containsEntry("on", 3);
    }

    @Test
    void readsAliasesAndMergedMaps() throws Exception {
        assertThat(YamlDocument.parse("base: &b {x: 1, y: 2}\nmine: {<<: *b, y: 3}\nagain: *b\n")
                        .values())
                .containsEntry("mine", Map.of("x", 1, "y", 3))
                .containsEntry("again", Map.of("x", 1, "y", 2));
    }

    private record Hostile(String text, int line, String problem) {}

    static Stream<Hostile> hostile() {
        String laughs = IntStream.range(1, 12)
                .mapToObj(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "1]\n")
                .collect(Collectors.joining("", "a0: &a0 [1, 1]\n", ""));
        String doubling = IntStream.range(1, 40)
                .mapToObj(i -> "a" + i + ": &a" + i + " {x: *a" + (i - 1) + ", y: *a" + (i - 1) + "}\n")
                .collect(Collectors.joining("", "a0: &a0 {x: 1}\n", ""));
        String merging = IntStream.range(1, 40)
                .mapToObj(i -> "a" + i + ": &a" + i + " {<<: [*a" + (i - 1) + ", *a" + (i - 1) + "], k" + i + ": 1}\n")
                .collect(Collectors.joining("", "a0: &a0 {x: 1}\n", ""));
        return Stream.of(
                new Hostile(laughs, 1, "with its aliases resolved"),
                new Hostile(doubling, 1, "with its aliases resolved"),
                new Hostile(merging, 1, "with its aliases resolved"),
                new Hostile("a: 1\nb: &b [*b]\n", 2, "it contains itself"),
                new Hostile("a: 1\nb: &b {c: {d: *b}}\n", 2, "it contains itself"),
                new Hostile("a: &a\n  <<: *a\n", 1, "it contains itself"),
                new Hostile("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, "the key c is a duplicate, first in line 3"),
                new Hostile("a: 1\n? [x]\n: 2\n", 2, "a key must be a string"),
                new Hostile("a: 1\nb: " + "[".repeat(60) + "]".repeat(60), 2, "nested more than 50 deep"),
                new Hostile("a: 1\nb: " + "[".repeat(300_000), 2, "nested more than 50 deep"),
                new Hostile("a: " + "{x: ".repeat(300_000), 1, "nested more than 50 deep"),
                new Hostile("- ".repeat(300_000), 1, "nested more than 50 deep"),
                new Hostile("a: 1\nb: !!java.lang.Object {}\n", 2, ""),
                new Hostile("a: 1\nb: !!binary aGk=\n", 2, "must be a string, a number, true, false or null"),
                new Hostile("a: 1\nb: !!int " + "1".repeat(500_000), 2, "must be a string, a number"),
                new Hostile("a: 1\nb: \u0007\n", 2, "a character that is invalid in YAML"),
                new Hostile("a: 1\n---\nb: 2\n", 2, "single document"),
                new Hostile("a: 1\n\tb: 2\n", 2, ""),
                new Hostile("a: *nobody\n", 1, "nobody"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileDocumentsAreRejectedInTimeWithTheirLine(Hostile one) {
        assertThatThrownBy(() -> {
                    Object values = YamlDocument.parse(one.text()).values();
                    throw new AssertionError("was read: " + values.toString().length());
                })
                .isInstanceOf(InvalidYamlException.class)
                .hasMessageContaining(one.problem())
                .satisfies(e -> {
                    assertThat(((InvalidYamlException) e).line()).isGreaterThanOrEqualTo(one.line());
                    assertThat(e).message().hasSizeLessThanOrEqualTo(300);
                });
    }

    /** Once this took 20 s for 20,000 digits. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "1_", "1:", "1.", ".1", "0x1", "1e", "+1", "1:1", "2026-01-01", "x1", "- "})
    void aVeryLongNumberIsAStringAndTakesNoTime(String piece) throws Exception {
        String endless = piece.repeat(200_000);
        try {
            assertThat(YamlDocument.parse("a: '" + endless + "'\nb: 1").values())
                    .containsEntry("a", endless);
            assertThat(YamlDocument.parse("a: x\nb: " + endless + "z").values()).containsKey("b");
        } catch (InvalidYamlException e) {
            assertThat(e.line()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=[",
                "a=&a [*a]",
                "a={b: 1, b: 2}",
                "[3]=1",
                ".=1",
                "a..b=1",
                "a[99999999999]=1",
                "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z=1",
                "=1"
            })
    void anInvalidOverrideIsRejected(String override) throws Exception {
        YamlDocument tree = YamlDocument.parse("a: {x: 1}");

        assertThatThrownBy(() -> tree.set(override)).isInstanceOf(SpecException.class);
    }

    @Test
    void aCallbacksListHasItsLinesAloneAndInASpec() throws Exception {
        assertThat(YamlDocument.parseCallbacks("- type: A\n- type: B\n  x: 1\n").line("callbacks[1].x"))
                .isEqualTo(3);
        assertThat(YamlDocument.parseCallbacks("callbacks:\n- type: A\n- type: B\n  x: 1\n")
                        .line("callbacks[1].x"))
                .isEqualTo(4);
    }

    /** YAML syntax in random order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyTextIsReadOrRejected(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "a: ",
                "b: ",
                "- ",
                "[",
                "]",
                "{",
                "}",
                ", ",
                "\n",
                "\n  ",
                "&x ",
                "*x",
                "!!int ",
                "<<: ",
                "? ",
                ": ",
                "'",
                "\"",
                "|\n",
                ">\n",
                "#",
                "%YAML 1.1\n",
                "---\n",
                "...\n",
                "1e5",
                "0x",
                "0b",
                "0o7",
                "1:2",
                "~",
                "\t",
                "\\",
                "\u0000",
                "\ud800",
                "é",
                "=",
                "@",
                "`",
                "!x ",
                "true",
                "-",
                "+.inf");
        for (int i = 0; i < 2000; i++) {
            String text = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(piece -> pieces.get(random.nextInt(pieces.size())))
                    .collect(Collectors.joining());
            try {
                assertThat(YamlDocument.parseCallbacks(text).values()).isNotNull();
            } catch (InvalidYamlException e) {
                assertThat(e.line()).as(text).isPositive();
            } catch (SpecException e) {
                assertThat(e).as(text).hasMessageContaining("must be an object");
            }
        }
    }
}
