package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertRules;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** The operator's file of destinations and rules, in YAML. What is wrong in it ends in a message that says where, without secrets. */
public final class AlertsFile {
    private static final int MOST_DESTINATIONS = 20;
    private static final int LONGEST = 1500;

    private AlertsFile() {}

    /**
     * Reads the file, and the files that it names.
     *
     * @throws IllegalArgumentException for what is wrong in one of them
     */
    public static AlertSettings read(Path file) {
        try {
            return settings(file, text(file, AlertsYaml.MOST));
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

    private static AlertSettings settings(Path file, String text) {
        Object document = AlertsYaml.document(text);
        if (!(document instanceof Map<?, ?>)) {
            throw new SpecException("the file", "must be an object with destinations and rules", document);
        }
        Fields fields = Fields.of("", document);
        Map<String, AlertDestination> destinations =
                destinations(new AlertDestinationFields(file), fields.object("destinations"));
        AlertRules rules = AlertRules.read(fields, destinations.keySet());
        fields.end();
        return new AlertSettings(destinations, rules);
    }

    private static Map<String, AlertDestination> destinations(AlertDestinationFields each, Fields fields) {
        Map<String, AlertDestination> destinations = new TreeMap<>();
        for (String name : fields.keys()) {
            var unused = Identifier.check("destinations", name);
            if (!(fields.raw(name) instanceof Map<?, ?>)) {
                // Without what was found: it may be an address.
                throw new SpecException(fields.pathOf(name), "must be an object with url, format and so on");
            }
            destinations.put(name, each.read(name, fields.object(name)));
        }
        if (destinations.isEmpty() || destinations.size() > MOST_DESTINATIONS) {
            throw new SpecException(
                    "destinations", "must be 1 to " + MOST_DESTINATIONS + "; found " + destinations.size());
        }
        return destinations;
    }

    /** The text of a file; an error where it has more bytes. */
    static String text(Path file, int most) throws IOException {
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
