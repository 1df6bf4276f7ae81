package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names files and packages by the end of their path; each of them is there. */
class ArchitecturePageTest {
    private static final Pattern FILE = Pattern.compile("`([\\w/-]+\\.java)`");
    private static final Pattern PACKAGE = Pattern.compile("`([\\w/]+)/`");

    @Test
    void everyFileThatItNamesIsThere() throws IOException {
        List<Path> sources = SourceTree.main();

        assertThat(named(FILE)).hasSizeGreaterThan(30).allSatisfy(name -> assertThat(sources)
                .anyMatch(file -> file.endsWith(name)));
    }

    @Test
    void everyPackageThatItNamesIsThere() throws IOException {
        List<Path> packages =
                SourceTree.main().stream().map(Path::getParent).distinct().toList();

        assertThat(named(PACKAGE)).hasSizeGreaterThan(5).allSatisfy(name -> assertThat(packages)
                .anyMatch(folder -> folder.endsWith(name)));
    }

    private static List<String> named(Pattern pattern) throws IOException {
        String page = Files.readString(SourceTree.ROOT.resolve("docs/architecture.md"));
        return pattern.matcher(page).results().map(one -> one.group(1)).toList();
    }
}
