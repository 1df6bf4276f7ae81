package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * What the programs are made of, by their bills of materials, has licences that are allowed, and docs/licenses.md says which. The bills
 * are made by a build that is not quick; {@code -Dlicenses.write=true} writes the page.
 */
class LicensesTest {
    private static final List<String> PROGRAMS = List.of("callback-service", "trainer-service", "command-line");
    private static final Path PAGE = Path.of("../docs/licenses.md");
    private static final String BEGIN = "<!-- licences -->\n";

    /** Of a library with several licences one of these is enough. */
    private static final Set<String> ALLOWED = Set.of(
            "0BSD",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "Bouncy Castle Licence",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "GPL-2.0-with-classpath-exception",
            "Go License",
            "MIT",
            "MIT-0",
            "MPL-2.0",
            "UPL-1.0");

    @Test
    void everyLibraryHasALicenceThatIsAllowed() throws IOException {
        TreeMap<String, Set<String>> libraries = libraries();
        assertThat(libraries).hasSizeGreaterThan(100).allSatisfy((library, licences) -> assertThat(licences)
                .as(library)
                .containsAnyElementsOf(ALLOWED));
    }

    @Test
    void thePageListsThem() throws IOException {
        StringBuilder rows = new StringBuilder(BEGIN).append("| library | licence |\n|---|---|\n");
        libraries().forEach((library, licences) -> rows.append("| `")
                .append(library)
                .append("` | ")
                .append(String.join(", ", licences))
                .append(" |\n"));
        String page = Files.readString(PAGE);
        String expected = page.substring(0, page.indexOf(BEGIN)) + rows;
        if (Boolean.getBoolean("licenses.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("write it anew with -Dlicenses.write=true")
                .isEqualTo(expected);
    }

    /** Licences by library, without ours. */
    private static TreeMap<String, Set<String>> libraries() throws IOException {
        TreeMap<String, Set<String>> found = new TreeMap<>();
        for (String program : PROGRAMS) {
            Path bill = Path.of("..", program, "target", "bom.json");
            assumeTrue(Files.exists(bill), "skipped: " + bill + " is not there, since this build is quick");
            for (JsonNode component : new ObjectMapper().readTree(bill.toFile()).path("components")) {
                String group = component.path("group").asText();
                if (!group.equals("io.epochal")) {
                    // What is compiled for a platform has its name.
                    String name = component.path("name").asText().replaceAll("-(linux|osx|windows)-\\w+$", "");
                    found.put(group + ":" + name, licences(component));
                }
            }
        }
        return found;
    }

    private static Set<String> licences(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .flatMap(LicensesTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> named(JsonNode licence) {
        if (licence.has("expression")) {
            String expression = licence.path("expression").asText();
            // Of licences that all hold each would have to be looked at: then the whole is one that is not allowed.
            return expression.contains(" AND ")
                    ? Stream.of(expression)
                    : Stream.of(expression.replaceAll("[()]", "").split(" OR "));
        }
        JsonNode one = licence.path("license");
        return Stream.of(one.path("id").asText(one.path("name").asText()));
    }
}
