package io.epochal.callback.recording.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsFileTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String GOOD =
            """
            destinations:
              ops: {url: "https://hooks.example.org/epochal?k=hidden", secret-file: secret}
              chat: {url-file: address, format: slack, authorization-file: token}
            rules:
              - {name: failed, on: run_failed, to: [ops, chat]}
              - {name: low, on: metric, when: "val_loss < 0.05", runs: "mnist-*", to: chat}
              - {name: late, on: run_overdue, after: 2h, to: ops}
            """;
    private static final List<String> STRANGE = List.of(
            "",
            "null",
            "[]",
            "{}",
            "~",
            "- ",
            "!!java.lang.Thread []",
            "&a [*a]",
            "*a",
            "1e999",
            ".nan",
            "\u0000",
            "\t",
            "'",
            "\"",
            ": ",
            "#",
            "\n",
            "?",
            "|",
            "> ",
            "y".repeat(5000),
            "{".repeat(300),
            "9".repeat(400),
            "<<: ",
            "---",
            "2026-11-28",
            "0x7f",
            "\u202e");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeSecrets() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Files.writeString(folder.resolve("address"), "https://hooks.slack.example/services/T0/B0/x\n");
        Files.writeString(folder.resolve("token"), "Bearer abc\n");
    }

    @Test
    void namesDestinationsAndRules() throws IOException {
        AlertSettings settings = AlertsFile.read(written(GOOD));

        assertThat(settings.destinations().keySet()).containsExactly("chat", "ops");
        AlertDestination ops = Objects.requireNonNull(settings.destinations().get("ops"));
        assertThat(ops.target()).hasToString("https://hooks.example.org/epochal?k=hidden");
        assertThat(ops.format()).isEqualTo(AlertFormat.CLOUDEVENTS);
        assertThat(ops.secret()).isPresent();
        AlertDestination chat = Objects.requireNonNull(settings.destinations().get("chat"));
        assertThat(chat.target()).hasPath("/services/T0/B0/x");
        assertThat(chat.authorization()).hasValue("Bearer abc");
        assertThat(settings.toString()).doesNotContain("hidden", "abc", "services");
        assertThat(settings.rules().names()).containsExactlyInAnyOrder("failed", "low", "late");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x | the file must be an object with destinations and rules",
                "rules: [] | destinations must be 1 to 20; found 0",
                "{destinations: {a: {url: 'http://x'}}, rules: [], more: 1} | more is not known here; there are: destinations, rules",
                "destinations: {'a b': {url: 'http://x'}} | destinations must be 1 to 128 letters",
                "destinations: {a: 'https://x/p4ss'} | destinations.a must be an object with url, format and so on",
                "destinations: {a: {url: 'http://x', secret-file: whsec_p4ss}} | destinations.a.secret-file must name a file that can be read",
                "destinations: {a: {url: 'http://x?p4ss', ]}} | line 1: ",
                "destinations: {a: {}} | destinations.a.url must be given, here or as url-file, and not both",
                "destinations: {a: {url: 'ftp://x'}} | destinations.a.url must be an address such as https://",
                "destinations: {a: {url: 'http://u:p4ss@x'}} | destinations.a.url must be an address such as https://",
                "destinations: {a: {url: 'http://x', format: slck}} | destinations.a.format must be one of cloudevents, slack, teams, alertmanager",
                "destinations: {a: {url: 'http://x', secret-file: missing}} | destinations.a.secret-file must name a file that can be read",
                "destinations: {a: {url: 'http://x', secret-file: .}} | destinations.a.secret-file must name a file that can be read",
                "destinations: {a: {url: 'http://x', secret-file: wrong}} | destinations.a.secret-file must have whsec_ and the base64",
                "destinations: {a: {url: 'http://x', authorization-file: wrong}} | destinations.a.authorization-file must hold one line",
                "destinations: {a: {url: 'http://x', secret: y}} | destinations.a.secret is not known here",
                "rules: [{on: nan, to: a}] | rules[0].name is required",
                "rules: [{name: x, to: a}] | rules[0].on is required",
                "rules: [{name: x, on: run_ende, to: a}] | rules[0].on must be one of run_ended, run_failed, run_lost, run_overdue, metric, nan, rate_lowered",
                "rules: [{name: x, on: nan}] | rules[0].to must name 1 to 10 destinations",
                "rules: [{name: x, on: nan, to: b}] | rules[0].to must name destinations of this file, which has a",
                "rules: [{name: x, on: nan, to: a}, {name: x, on: nan, to: a}] | rules[1].name must differ from that of rules[0]",
                "rules: [{name: x/y, on: nan, to: a}] | rules[0].name must be 1 to 128 letters",
                "rules: [{name: x, on: metric, to: a}] | rules[0].when is required",
                "rules: [{name: x, on: metric, when: 'loss = 1', to: a}] | rules[0].when must be a metric, one of <, <=, > and >=, and a number",
                "rules: [{name: x, on: metric, when: 'loss < NaN', to: a}] | rules[0].when must be a metric",
                "rules: [{name: x, on: metric, when: 'loss < 1e999', to: a}] | rules[0].when must be a metric",
                "rules: [{name: x, on: nan, when: 'loss < 1', to: a}] | rules[0].when must be left out: only on: metric takes it",
                "rules: [{name: x, on: run_overdue, after: 2 hours, to: a}] | rules[0].after must be a number with s, m, h or d behind it",
                "rules: [{name: x, on: run_overdue, after: 0s, to: a}] | rules[0].after must be a number with s, m, h or d behind it",
                "rules: [{name: x, on: nan, runs: '', to: a}] | rules[0].runs must be a run's name",
                "rules: [{name: x, on: nan, to: a, until: 1}] | rules[0].until is not known here",
                "rules: {a: b} | rules must be a list"
            })
    void saysWhatIsWrongAndWhereAndWhatWouldBeRight(String text, String message) throws IOException {
        Files.writeString(folder.resolve("wrong"), "hush\nhush");
        String whole = text.startsWith("rules") && !text.equals("rules: []")
                ? "destinations: {a: {url: 'http://x'}}\n" + text
                : text;
        Path file = written(whole);

        assertThatThrownBy(() -> AlertsFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("epochal.alerts.file " + file + ": ")
                .hasMessageContaining(message)
                .satisfies(thrown ->
                        assertThat(String.valueOf(thrown.getMessage())).doesNotContain("hush", "p4ss"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: 1\na: 2", "&a [*a, *a]", "!!java.net.URL [x]", "a: \u0001"})
    void whatIsNoYamlIsRefused(String text) throws IOException {
        Path file = written(text);
        assertThatThrownBy(() -> AlertsFile.read(file)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMissingFileAndOneWithoutEndAreRefused() {
        assertThatThrownBy(() -> AlertsFile.read(folder.resolve("none"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlertsFile.read(Path.of("/dev/zero")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 262144 bytes");
    }

    /** Aliases of aliases, deep nesting and long texts cost no more than the file's size. */
    @Tag("slow")
    @Test
    @Timeout(60)
    void hostileFilesEndInAMessage() throws IOException {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int change = random.nextInt(4); change >= 0; change--) {
                String strange = STRANGE.get(random.nextInt(STRANGE.size()));
                int from = random.nextInt(text.length());
                int to = Math.min(text.length(), from + random.nextInt(12));
                text.replace(from, to, strange);
            }
            Path file = written(text.toString());
            try {
                var unused = AlertsFile.read(file);
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e.getMessage()).hasSizeLessThan(2000).doesNotContain("\n", "\u0000", "\u202e");
            }
        }
        assertThat(refused).isBetween(1000, 2990);
    }

    @Test
    @Timeout(20)
    void aliasesOfAliasesAreBounded() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        Path file = written(bomb.toString());
        assertThatThrownBy(() -> AlertsFile.read(file)).isInstanceOf(IllegalArgumentException.class);
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("alerts.yaml"), text);
    }
}
