package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertRules;
import io.epochal.protocol.RemoteTarget;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The operator's file of destinations and rules, in YAML. What is wrong in it ends in a message that says where, without secrets. */
public final class AlertsFile {
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_SECRET_BYTES = 8 * 1024;
    private static final int MOST_DESTINATIONS = 20;
    private static final int LONGEST = 1500;
    private static final int LONGEST_NUMBER = 64;

    private final Path file;

    private AlertsFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the file, and the files that it names.
     *
     * @throws IllegalArgumentException for what is wrong in one of them
     */
    public static AlertSettings read(Path file) {
        try {
            return new AlertsFile(file).settings(bytes(file, MOST_BYTES));
        } catch (MarkedYAMLException e) {
            // Its message quotes the line, which may have an address that is a secret.
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw wrong(file, "line " + line + ": " + e.getProblem());
        } catch (YAMLException e) {
            throw wrong(file, "it is no YAML, or has more aliases or levels than it may have");
        } catch (SpecException e) {
            throw wrong(file, String.valueOf(e.getMessage()));
        } catch (IOException | StackOverflowError e) {
            throw wrong(file, e.toString());
        }
    }

    private static IllegalArgumentException wrong(Path file, String why) {
        return new IllegalArgumentException("epochal.alerts.file " + Printable.of(file + ": " + why, LONGEST));
    }

    /** The values of a text. */
    static @Nullable Object document(String text) {
        return new Yaml(
                        new SafeConstructor(limits()),
                        new Representer(new DumperOptions()),
                        new DumperOptions(),
                        limits(),
                        new Words())
                .load(text);
    }

    /** YAML 1.1 takes {@code on} for true, and long digits for numbers. */
    private static final class Words extends Resolver {
        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            boolean word = kind == NodeId.scalar
                    && implicit
                    && value != null
                    && (value.length() > LONGEST_NUMBER || value.equalsIgnoreCase("on"));
            return word ? Tag.STR : super.resolve(kind, value, implicit);
        }
    }

    private AlertSettings settings(String text) {
        Object document = document(text);
        if (!(document instanceof Map<?, ?>)) {
            throw new SpecException("the file", "must be an object with destinations and rules", document);
        }
        Fields fields = Fields.of("", document);
        Map<String, AlertDestination> destinations = destinations(fields.object("destinations"));
        AlertRules rules = AlertRules.read(fields, destinations.keySet());
        fields.end();
        return new AlertSettings(destinations, rules);
    }

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setMaxAliasesForCollections(20);
        limits.setNestingDepthLimit(20);
        limits.setCodePointLimit(MOST_BYTES);
        return limits;
    }

    private Map<String, AlertDestination> destinations(Fields fields) {
        Map<String, AlertDestination> destinations = new TreeMap<>();
        for (String name : fields.keys()) {
            var unused = Identifier.check("destinations", name);
            if (!(fields.raw(name) instanceof Map<?, ?>)) {
                // Without what was found: it may be an address.
                throw new SpecException(fields.pathOf(name), "must be an object with url, format and so on");
            }
            destinations.put(name, destination(name, fields.object(name)));
        }
        if (destinations.isEmpty() || destinations.size() > MOST_DESTINATIONS) {
            throw new SpecException(
                    "destinations", "must be 1 to " + MOST_DESTINATIONS + "; found " + destinations.size());
        }
        return destinations;
    }

    private AlertDestination destination(String name, Fields fields) {
        String format = fields.oneOf("format", "cloudevents", "cloudevents", "slack", "teams", "alertmanager");
        AlertDestination destination = new AlertDestination(
                name,
                target(fields),
                AlertFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                secret(fields, "secret-file").map(text -> signing(fields, text)),
                secret(fields, "authorization-file").map(text -> header(fields, text)));
        fields.end();
        return destination;
    }

    private URI target(Fields fields) {
        Optional<String> written = fields.optionalText("url");
        Optional<String> other = secret(fields, "url-file");
        if (written.isPresent() == other.isPresent()) {
            throw new SpecException(fields.pathOf("url"), "must be given, here or as url-file, and not both");
        }
        try {
            return RemoteTarget.of(fields.pathOf("url"), written.or(() -> other).orElseThrow(), "");
        } catch (SpecException e) {
            // A webhook's address is a secret.
            throw new SpecException(
                    fields.pathOf("url"),
                    "must be an address such as https://hooks.example.org/epochal, without a user");
        }
    }

    private static WebhookSecret signing(Fields fields, String text) {
        try {
            return WebhookSecret.read(text);
        } catch (IllegalArgumentException e) {
            throw new SpecException(fields.pathOf("secret-file"), String.valueOf(e.getMessage()));
        }
    }

    private static String header(Fields fields, String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new SpecException(
                    fields.pathOf("authorization-file"),
                    "must hold one line of printable ASCII characters, such as Bearer and a token");
        }
        return text;
    }

    /** What a file has that the file of alerts names; relative to that one's folder. */
    private Optional<String> secret(Fields fields, String key) {
        Optional<String> name = fields.optionalText(key);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    bytes(file.resolveSibling(name.get()), MOST_SECRET_BYTES).strip());
        } catch (IOException | InvalidPathException e) {
            throw new SpecException(
                    fields.pathOf(key),
                    "must name a file that can be read (" + e.getClass().getSimpleName()
                            + "); its content does not belong here");
        }
    }

    private static String bytes(Path file, int most) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder");
        }
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("it has more than " + most + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
