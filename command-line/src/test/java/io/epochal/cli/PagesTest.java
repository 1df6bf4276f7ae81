package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of docs/keras.md and docs/reliability.md names a test, and each test that a page names exists. */
class PagesTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    @ParameterizedTest
    @CsvSource({"keras.md, | callback, 20", "reliability.md, | what happens, 10"})
    void everyRowNamesATestThatExists(String name, String header, int rows) throws IOException {
        String page = Files.readString(SourceTree.ROOT.resolve("docs").resolve(name));

        assertThat(rowsBelow(header, page))
                .hasSizeGreaterThan(rows)
                .allSatisfy(row -> assertThat(NAMED.matcher(row).find()).as(row).isTrue());
        List<Path> sources = SourceTree.mainAndTest();
        for (MatchResult test : NAMED.matcher(page).results().toList()) {
            assertThat(Files.readString(source(test.group(1), sources)))
                    .as(test.group())
                    .contains("void " + test.group(2) + "(");
        }
    }

    @Test
    void everyTestThatTheSecurityPolicyNamesExists() throws IOException {
        List<Path> sources = SourceTree.mainAndTest();
        assertThat(Pattern.compile("`(\\w+Test)`")
                        .matcher(Files.readString(SourceTree.ROOT.resolve("SECURITY.md")))
                        .results()
                        .map(found -> found.group(1)))
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(source(name, sources)).exists());
    }

    /** The rows of all tables whose header begins so. */
    private static List<String> rowsBelow(String header, String page) {
        List<String> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            if (line.startsWith(header)) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("|-")) {
                rows.add(line);
            }
        }
        return rows;
    }

    private static Path source(String name, List<Path> sources) {
        return sources.stream()
                .filter(file -> file.endsWith(name + ".java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }
}
