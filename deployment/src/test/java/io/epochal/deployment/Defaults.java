package io.epochal.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The default of each setting, read from the sources. */
final class Defaults {
    static final String REQUIRED = "required";
    /** A setting that may be left out, and then has no value of its own. */
    static final String NONE = "";

    private static final Pattern INJECTED = Pattern.compile(
            "@ConfigProperty\\(name = \"(epochal\\.[^\"]+)\"(?:, defaultValue = \"?([^\")]+)\"?)?\\)\\s+(\\w+)");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^(epochal\\.[^=]+)=(.*)$");
    private static final Pattern COMPOSE = Pattern.compile("\\$\\{(EPOCHAL_\\w+):-([^}]*)}");

    private Defaults() {}

    /** By the variable's name, of a service built with Quarkus. What its properties say comes before what its classes say. */
    static Map<String, String> ofService(String module) throws IOException {
        Path sources = Path.of("..", module, "src", "main");
        Map<String, String> found = new TreeMap<>();
        List<Path> classes = new ArrayList<>(files(Path.of("../service-guard/src/main")));
        classes.addAll(files(sources));
        for (Path file : classes) {
            Matcher match = INJECTED.matcher(Files.readString(file));
            while (match.find()) {
                found.put(ServiceSettings.variable(match.group(1)), unset(match.group(2), match.group(3)));
            }
        }
        Matcher match = PROPERTY.matcher(Files.readString(sources.resolve("resources/application.properties")));
        while (match.find()) {
            found.put(ServiceSettings.variable(match.group(1)), match.group(2));
        }
        return found;
    }

    private static String unset(@Nullable String value, String type) {
        if (value != null) {
            return value;
        }
        return type.equals("Optional") ? NONE : REQUIRED;
    }

    /** Of what compose.yml hands on or opens a port with. */
    static Map<String, String> ofCompose() throws IOException {
        Map<String, String> found = new TreeMap<>();
        Matcher match = COMPOSE.matcher(Files.readString(Path.of("../docker-compose.yml")));
        while (match.find()) {
            found.put(match.group(1), match.group(2));
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(one -> one.toString().endsWith(".java")).toList();
        }
    }
}
