package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One simple name has one meaning in the repository: in all modules, in main and test sources. */
class UniqueNamesTest {
    private static final Pattern NO_CODE = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\])'", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");

    private final Map<String, Set<Path>> files = new TreeMap<>();
    private final Map<String, Set<Path>> nested = new TreeMap<>();

    UniqueNamesTest() throws IOException {
        for (Path source : SourceTree.mainAndTest()) {
            String name = name(source);
            if (name.equals("package-info")) {
                continue;
            }
            files.computeIfAbsent(name, key -> new TreeSet<>()).add(source);
            Matcher types = TYPE.matcher(NO_CODE.matcher(Files.readString(source, StandardCharsets.UTF_8))
                    .replaceAll(" "));
            while (types.find()) {
                if (!types.group(1).equals(name)) {
                    nested.computeIfAbsent(types.group(1), key -> new TreeSet<>())
                            .add(source);
                }
            }
        }
    }

    @Test
    void noTwoTopLevelTypesHaveOneSimpleName() {
        Map<String, Set<Path>> doubles = new TreeMap<>(files);
        doubles.values().removeIf(places -> places.size() == 1);

        assertThat(doubles).isEmpty();
        assertThat(files).as("what was looked at").hasSizeGreaterThan(300);
    }

    @Test
    void noNestedTypeHasTheSimpleNameOfATopLevelOne() {
        Map<String, Set<Path>> shadows = new TreeMap<>(nested);
        shadows.keySet().retainAll(files.keySet());

        assertThat(shadows).isEmpty();
        assertThat(nested).as("what was looked at").containsKey("EpochEnded");
    }

    private static String name(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }
}
